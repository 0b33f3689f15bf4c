"""Appointments: booked visits and the free times between them."""
