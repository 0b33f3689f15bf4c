"""Where the processor time of a page goes: `make profile`."""
