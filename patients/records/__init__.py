"""The chart: what was found, decided and given at each visit."""
