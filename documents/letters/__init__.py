"""Letters: prescriptions, certificates, referrals, requests; their PDF; their numbers."""
