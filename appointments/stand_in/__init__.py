"""Who sees a doctor's patients on a day the doctor cannot."""
