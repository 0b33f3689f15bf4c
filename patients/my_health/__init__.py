"""My health: what a patient should know of their own chart, in words they use."""
