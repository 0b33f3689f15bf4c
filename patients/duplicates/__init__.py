"""When two entries may be one person: compared, scored, warned of."""
