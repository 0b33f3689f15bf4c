"""Prescribing: which medicine, how it is taken, and what speaks against it."""
