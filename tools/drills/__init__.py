"""Drills: faults, attacks and kills on purpose, and what must hold all the same. `make drill`."""
