"""Copies of the clinical table, and bringing one back; for the keeper, never the application."""
