"""The demo clinic: invented people, visits, notes and papers, in the schema's own item shape."""
