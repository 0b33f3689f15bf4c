"""The lists that outlive the entries of a chart: problems, allergies, medicines, immunisations."""
