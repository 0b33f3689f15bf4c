"""Visits in the calendar a person already uses: a file for one visit, and a private feed."""
