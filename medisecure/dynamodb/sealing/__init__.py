"""Entity to item and back: what is sealed, by which keyset, and how taking it away is noticed."""
