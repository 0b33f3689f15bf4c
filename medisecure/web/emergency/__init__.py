"""Emergency access as every page of the session tells of it."""
