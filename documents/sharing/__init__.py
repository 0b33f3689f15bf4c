"""A patient shows another doctor one document, or the summary, by a link and a code sent apart."""
