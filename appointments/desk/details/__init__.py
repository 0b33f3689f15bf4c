"""A booked visit as the desk changes it: what it is about, what it costs, the receipt."""
