"""One document: its pages in place, and what is known of it."""
