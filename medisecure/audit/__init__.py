"""The audit trail: its entries, and what a request has to record."""
