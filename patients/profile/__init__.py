"""The patient: who they are, and the guard in front of their pages."""
