"""What people type: form fields, ids, days, and text kept over the end of a session."""
