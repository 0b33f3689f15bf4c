"""What becomes of a document: archive, the right patient, legal hold, disposal by two people."""
