"""Who looked at a patient's record, told to the patient."""
