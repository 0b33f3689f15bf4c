"""A hospital's day as load on the keys of the table, played second by second."""
