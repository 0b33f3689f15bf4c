"""What only developers run: set-up, local cloud, demo clinic, measurements, drills."""
