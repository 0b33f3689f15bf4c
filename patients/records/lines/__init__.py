"""An entry as one line of a list: when, what it is called, what was found and planned."""
