"""What a doctor's time off and other hours do to visits that are booked."""
