"""What is checked of the synthesised templates."""
