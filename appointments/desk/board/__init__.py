"""The front desk's day board: doctors in columns, quarter hours in rows."""
