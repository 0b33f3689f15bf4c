"""People and how they sign in: accounts, tokens, sessions."""
