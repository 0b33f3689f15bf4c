"""The front desk's pages about repeated visits."""
