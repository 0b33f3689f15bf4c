"""Repeated visits: one patient, one doctor, the same wall-clock time, up to twelve dates."""
