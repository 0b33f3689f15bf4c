"""Vital signs: value and unit, plausibility, what is usual at which age, wording."""
