"""Booking: holding, booking, moving, swapping and cancelling visits, each one transaction."""
