"""Whoever may not get in: every address as everybody, and sockets that never end."""
