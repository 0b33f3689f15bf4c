"""What people write, read by one set of rules: letters, dates, months, phone numbers."""
