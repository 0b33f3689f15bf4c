"""What the gate asks beside the data: care relations, for whom somebody acts, joined records."""
