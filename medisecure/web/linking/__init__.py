"""The first sign-in of somebody who was invited."""
