"""Processes are killed in the middle of what they do, and nothing is lost."""
