"""The front desk moves a visit, or swaps two."""
