"""The front desk: the day board, booking and cancelling."""
