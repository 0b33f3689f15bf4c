"""The repository layer: the one table, and the unit of work that guards it."""
