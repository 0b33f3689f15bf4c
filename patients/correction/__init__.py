"""Correcting what is kept about a patient: by the front desk, each change with what was before."""
