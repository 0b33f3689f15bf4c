"""Laboratory results as structured observations: by hand, from files, and over time."""
