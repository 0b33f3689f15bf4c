"""A document's pages as pictures, so that it is read without leaving the chart."""
