"""Makes the declared tables, store, key, sign-in pool and application user exist."""
