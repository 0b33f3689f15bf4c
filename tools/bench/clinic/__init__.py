"""The clinic that is measured: people and visits written straight into the table."""
