"""The page of a doctor's time off."""
