"""The waitlist: people who would come sooner, and times that are offered to them and held."""
