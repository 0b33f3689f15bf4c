"""The doctor's view of a patient: the chart as a whole, and its short form beside the day."""
