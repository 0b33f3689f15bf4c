"""The appointment: what it is, where it is kept, how it is put into words."""
