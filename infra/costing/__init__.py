"""What DynamoDB costs: measured units of pages, how often a visit opens them, stated prices."""
