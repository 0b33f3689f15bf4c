"""Everyone's own profile and preferences."""
