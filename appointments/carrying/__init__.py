"""Visits and places on the waitlist follow their patient from one id to another."""
