"""Builds the index of the diagnosis codes, for set-up: `python -m patients.coding.build`."""

from patients.coding.index_file import ready

if __name__ == "__main__":
    ready()
