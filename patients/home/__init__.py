"""The patient's home page: what matters now."""
