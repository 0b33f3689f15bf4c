"""Handing out everything that is kept of a patient, in one archive: FHIR R4, files, who looked."""
