"""Word lists of the demo clinic: names, places and illnesses, all invented or general."""
