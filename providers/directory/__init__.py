"""The clinic's doctors: profession, weekly hours, rules, absences."""
