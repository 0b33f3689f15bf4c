"""Two people want one time: many clients at once, and what each was told."""
