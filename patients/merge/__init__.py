"""The desk compares two patients side by side, joins them, and parts them again."""
