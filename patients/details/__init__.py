"""What the front desk knows of one patient."""
