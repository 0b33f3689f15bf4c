"""Bringing items in the owner's schema into the table, whole or not at all."""
