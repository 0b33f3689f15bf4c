"""Setting up the second factor, and turning it off again where one may."""
