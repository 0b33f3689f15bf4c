"""A visit on its day: its steps from scheduled to completed, waiting times, walk-ins."""
