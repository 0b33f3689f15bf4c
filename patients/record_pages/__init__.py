"""The pages of a chart's entries: read one, change it, open a sensitive one."""
