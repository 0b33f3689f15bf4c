"""The front desk's search page: who was found, and who has a visit today."""
