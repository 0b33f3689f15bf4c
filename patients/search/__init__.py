"""Finding patients by what the front desk typed."""
