"""Running the day: steps, moving and swapping, people who walk in, and what is left at its end."""
