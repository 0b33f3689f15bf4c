"""The front desk's booking page, the hold behind it, and cancelling."""
