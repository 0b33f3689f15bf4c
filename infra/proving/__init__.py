"""Shows on a real account that the application's rights reach as far as they must, no farther."""
