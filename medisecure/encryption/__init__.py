"""Sealing fields before they are stored."""
