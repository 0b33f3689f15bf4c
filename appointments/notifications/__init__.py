"""Messages about visits: what they say, how they go out, and that each goes out once."""
