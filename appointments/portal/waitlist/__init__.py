"""The patient's own waitlist, and the times they are offered."""
