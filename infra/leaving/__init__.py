"""Everything out of one place and into another: table, files and keys as one sealed stream."""
