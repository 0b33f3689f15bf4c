"""When a doctor sees patients: the weekly hours, what differs from them, and time off."""
