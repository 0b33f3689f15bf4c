"""The pages on which everyone reads visits: a patient's visits, and one in full."""
