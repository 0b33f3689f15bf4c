"""Measurements: what a page costs, whether it grows with the data, and our share of each call."""
