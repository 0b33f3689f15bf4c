"""Builds the container's image, writes its bill of materials and walks through it once."""
