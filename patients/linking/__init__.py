"""Two records of one person, joined by a link and parted again: nothing sealed is written anew."""
