"""Times as a page tells them: by one clock, in words made once a language."""
