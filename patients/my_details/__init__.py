"""Everything the clinic keeps about a patient, for the patient; their contact they change here."""
