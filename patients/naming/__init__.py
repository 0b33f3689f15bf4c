"""Names and numbers of people: their words, their sound, their form."""
