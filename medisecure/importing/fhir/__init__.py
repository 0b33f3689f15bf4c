"""Bringing in what another system wrote as FHIR R4, read as a stream, resource by resource.

`bundle` reads the file, `people`, `visits`, `entries`, `lists` and `observations` say what each
resource is here, `storing` keeps it, `importer` goes through the file, `report` says what became
of every resource.
"""
