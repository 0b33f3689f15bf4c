"""Visits nobody closed, and patients whom a message did not reach."""
