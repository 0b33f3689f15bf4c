"""The doctor's day, and the patients in their care."""
