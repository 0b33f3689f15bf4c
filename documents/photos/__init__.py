"""The photo of a patient: which of their documents it is."""
