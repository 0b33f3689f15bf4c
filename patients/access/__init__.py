"""Who may see a patient's record, why, and until when."""
