"""The stack that outlives every release: key, tables, files, people, backups."""
