"""Patients who come without a visit."""
