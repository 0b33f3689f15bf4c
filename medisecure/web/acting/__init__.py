"""For whom somebody acts: the list, the switch, and ending it."""
