"""Vital signs: value and unit, plausibility, wording."""
