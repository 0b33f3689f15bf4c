"""Hostile, cut and exchanged files: none is shown, each has a reason."""
