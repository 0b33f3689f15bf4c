"""The front desk's pages about the waitlist."""
