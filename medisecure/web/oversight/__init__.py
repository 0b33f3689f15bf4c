"""Compliance: the audit trail by day, by person and by patient."""
