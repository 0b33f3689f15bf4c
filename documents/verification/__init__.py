"""Checking files: what a file is, whether it opens, and a clean copy of it."""
