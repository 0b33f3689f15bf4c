"""Documents: the files that belong to a patient's chart."""
