"""Patients book, move and cancel their own visits."""
