"""Renewals: a patient asks for a medicine again, a doctor approves or declines with words."""
