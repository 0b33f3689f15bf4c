"""The front desk's pages about visits, a room for each."""
