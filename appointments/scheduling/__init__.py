"""The arithmetic of a doctor's day: which times are free, and why not. Pure."""
