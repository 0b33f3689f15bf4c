"""Who acts for a patient: arranged by the desk, seen and ended by the patient."""
