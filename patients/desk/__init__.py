"""The front desk: finding patients and registering new ones."""
