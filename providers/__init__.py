"""Providers: the doctors, what they practise and when they work."""
