"""What runs in AWS: provisioning from the one declaration."""
