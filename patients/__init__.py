"""Patients: who is cared for, and their chart."""
