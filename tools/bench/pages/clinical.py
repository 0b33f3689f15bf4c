"""What a doctor opens: the day, charts, notes, results, letters and documents."""

from tools.bench.pages import forms
from tools.bench.pages.page import DOCTOR, Page

CHART = "/patients/{patient}"
ENTRY = f"{CHART}/records/consultation_0"
CLINICAL = (
    Page("my day", DOCTOR, "/day/"),
    Page("my day, a patient", DOCTOR, "/day/?patient={patient}"),
    Page("my patients", DOCTOR, "/my-patients/"),
    Page("emergency", DOCTOR, "/emergency/"),
    Page("chart", DOCTOR, f"{CHART}/", most_sequential=3),
    Page("note", DOCTOR, f"{CHART}/note/", most_sequential=3),
    Page("note of a visit", DOCTOR, f"{CHART}/visits/{{now}}/note/", most_sequential=3),
    Page("note, saved", DOCTOR, f"{CHART}/note/", forms.saving, most_sequential=3),
    Page("note, signed", DOCTOR, f"{CHART}/visits/{{fresh}}/note/", forms.signing, (302,)),
    Page("note, added to", DOCTOR, "/patients/note/find/", forms.added, most_sequential=3),
    Page("lists", DOCTOR, f"{CHART}/lists/", most_sequential=3),
    Page("lists, changing", DOCTOR, f"{CHART}/lists/edit/", most_sequential=3),
    Page("list, struck out", DOCTOR, f"{CHART}/lists/{{fresh}}/", forms.striking, (302,)),
    Page("trends", DOCTOR, f"{CHART}/trends/", most_sequential=3),
    Page("results", DOCTOR, f"{CHART}/results/", most_sequential=3),
    Page("result", DOCTOR, f"{CHART}/results/{{result}}/"),
    Page("result, seen", DOCTOR, f"{CHART}/results/{{fresh}}/deed/", forms.seeing, (302,)),
    Page("result, entering", DOCTOR, f"{CHART}/results/enter/", most_sequential=3),
    Page("result, entered", DOCTOR, f"{CHART}/results/enter/", forms.entering, (302,)),
    Page("letters", DOCTOR, f"{CHART}/letters/", most_sequential=3),
    Page("letter, writing", DOCTOR, f"{ENTRY}/letters/"),
    Page("medicine again, answering", DOCTOR, f"{CHART}/renewals/{{medicine}}/"),
    Page("templates", DOCTOR, "/at-hand/", most_sequential=3),
    Page("template", DOCTOR, "/at-hand/{doctor}/{template}/", most_sequential=3),
    Page("diagnoses", DOCTOR, "/codes/"),
    Page("diagnoses, sent", DOCTOR, "/codes/", forms.diagnosis),
    Page("medicines", DOCTOR, "/medicines/"),
    Page("medicines, sent", DOCTOR, "/medicines/", forms.looked_up),
    Page("records, doctor", DOCTOR, f"{CHART}/records/"),
    Page("record, doctor", DOCTOR, f"{ENTRY}/"),
    Page("record, correcting", DOCTOR, f"{ENTRY}/correct/"),
    Page("record, adding to", DOCTOR, f"{ENTRY}/addendum/"),
    Page("record, striking out", DOCTOR, f"{ENTRY}/strike/"),
    Page("protected record", DOCTOR, f"{CHART}/records/{{protected}}/open/"),
    Page("documents, doctor", DOCTOR, f"{CHART}/documents/"),
    Page("document, doctor", DOCTOR, f"{CHART}/documents/doc_2/"),
    Page("document, changing", DOCTOR, f"{CHART}/documents/doc_2/change/"),
    Page("document, archiving", DOCTOR, f"{CHART}/documents/doc_2/archive/"),
    Page("document, moving", DOCTOR, f"{CHART}/documents/doc_2/move/"),
    Page("documents by kind", DOCTOR, "/documents/kinds/"),
)  # fmt: skip
