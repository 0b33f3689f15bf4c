"""Values over time, drawn on the server."""
