"""The clients of the store beside each other, without the application."""
