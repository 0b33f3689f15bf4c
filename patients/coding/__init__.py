"""Diagnoses by code: finding an ICD-10-CM code by code or words, and saying it in plain words."""
