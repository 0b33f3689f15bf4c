"""What compliance opens."""

from tools.bench.pages.page import COMPLIANCE, WITH_A_LIMIT, Page

OVERSIGHT = (
    Page("keeping of documents", COMPLIANCE, "/oversight/documents/"),
    Page("keeping of one", COMPLIANCE, "/oversight/documents/{patient}/doc_2/"),
    Page("oversight by day", COMPLIANCE, "/oversight/"),
    Page("oversight by person", COMPLIANCE, "/oversight/?person={doctor}"),
    Page("oversight by patient", COMPLIANCE, "/oversight/?patient={patient}"),
    Page("oversight, a file", COMPLIANCE, "/oversight/export/?patient={patient}",
         most_writes=WITH_A_LIMIT, reads_on=True),
    Page("emergencies", COMPLIANCE, "/oversight/emergencies/"),
    Page("emergency, reviewing", COMPLIANCE, "/oversight/emergencies/{patient}/{emergency}/"),
    Page("colleagues", COMPLIANCE, "/oversight/colleagues/?who={doctor}"),
    Page("viewed by, compliance", COMPLIANCE, "/patients/{patient}/viewed-by/"),
    Page("all data, compliance", COMPLIANCE, "/patients/{patient}/all-data/"),
    Page("who may see a record", COMPLIANCE, "/patients/{patient}/access/"),
)  # fmt: skip
