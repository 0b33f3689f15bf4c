"""What templates repeat a hundred times, written without the template engine."""
