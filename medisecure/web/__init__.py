"""What every page shares: requests, the gate, fields, tags, error pages."""
