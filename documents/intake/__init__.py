"""Taking files in: sent straight to S3, checked there, and only then part of the chart."""
