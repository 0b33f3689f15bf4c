"""The page on which the front desk names a stand-in."""
