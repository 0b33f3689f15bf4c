"""Pages about a patient: the portal, the chart, the front desk's search."""

from django.urls import path

from medisecure.web.display.frame import COUNTERS
from medisecure.web.input import converters  # noqa: F401 - registers <id:…>
from patients.access import views as access
from patients.at_hand import views as at_hand
from patients.change_requests import counting
from patients.change_requests import desk_views as change_requests
from patients.change_requests import views as asking
from patients.chart import views as chart
from patients.coding import views as coding
from patients.correction import views as correction
from patients.details import account_views as account
from patients.details import portal_views as portal
from patients.details import views as details
from patients.emergency import views as emergency
from patients.encounter import views as encounter
from patients.find import views as find
from patients.home import views as home
from patients.lists import views as lists
from patients.merge import views as merge
from patients.my_details import views as my_details
from patients.my_health import views as my_health
from patients.prescribing import views as prescribing
from patients.proxies import views as proxies
from patients.record_pages import change_views as record_changes
from patients.record_pages import opening_views as opening
from patients.record_pages import views as records
from patients.registration import views as registration
from patients.results import views as results
from patients.viewed_by import views as viewed_by

PROXY = "patients/<id:patient_id>/proxies/<id:proxy_id>"
COUNTERS["patients:change-requests"] = counting.waiting  # beside its place in the navigation
app_name = "patients"
urlpatterns = [
    path("home/", home.home, name="home"),
    path("my/health/", my_health.my_health, name="my-health"),
    path("patients/find/", find.find, name="find"),
    path("patients/new/", registration.register, name="register"),
    path("codes/", coding.codes, name="codes"),
    path("medicines/", prescribing.find_medicines, name="medicines"),
    path("at-hand/", at_hand.at_hand, name="at-hand"),
    path("at-hand/<id:owner>/<id:template_id>/", at_hand.template, name="template"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("patients/<id:patient_id>/", chart.chart, name="chart"),
    path("patients/<id:patient_id>/access/", access.access, name="access"),
    path("patients/<id:patient_id>/trends/", chart.trends, name="trends"),
    path("patients/<id:patient_id>/results/", results.results, name="results"),
    path("patients/<id:patient_id>/results/enter/", results.enter, name="results-enter"),
    path("patients/<id:patient_id>/results/<id:result_id>/", results.result, name="result"),
    path("patients/<id:patient_id>/results/<id:result_id>/deed/", results.deed, name="result-deed"),
    path("patients/<id:patient_id>/lists/", lists.lists, name="lists"),
    path("patients/<id:patient_id>/lists/edit/", lists.edit, name="lists-edit"),
    path("patients/<id:patient_id>/lists/<id:item_id>/", lists.item, name="list-item"),
    path("patients/<id:patient_id>/details/", details.details, name="details"),
    path("patients/<id:patient_id>/portal/invite/", portal.invite, name="portal-invite"),
    path("patients/<id:patient_id>/portal/code/", portal.code, name="portal-code"),
    path("patients/<id:patient_id>/portal/e-mail/", portal.email_change, name="email-change"),
    path("patients/<id:patient_id>/portal/withdraw/", portal.withdraw, name="portal-withdraw"),
    path("patients/<id:patient_id>/proxies/", proxies.proxies, name="proxies"),
    path("patients/<id:patient_id>/proxies/add/", proxies.add, name="proxy-add"),
    path(f"{PROXY}/change/", proxies.change, name="proxy-change"),
    path(f"{PROXY}/invite/", proxies.invite, name="proxy-invite"),
    path("patients/<id:patient_id>/account/", account.account, name="account"),
    path("patients/<id:patient_id>/correct/", correction.correct, name="correct"),
    path("patients/<id:patient_id>/same-as/", merge.same_as, name="same-as"),
    path("patients/<id:patient_id>/same-as/<id:other_id>/", merge.compare, name="compare"),
    path("patients/<id:patient_id>/joined/<id:merge_id>/part/", merge.undo, name="part"),
    path("patients/<id:patient_id>/joined/<id:merge_id>/go-on/", merge.go_on, name="go-on"),
    path("patients/<id:patient_id>/my-details/", my_details.my_details, name="my-details"),
    path("patients/<id:patient_id>/my-details/ask/", asking.ask, name="ask-change"),
    path("change-requests/", change_requests.waiting, name="change-requests"),
    path(
        "patients/<id:patient_id>/change-requests/<id:request_id>/",
        change_requests.answer,
        name="change-request",
    ),
    path("patients/<id:patient_id>/viewed-by/", viewed_by.viewed_by, name="viewed-by"),
    path(
        "patients/<id:patient_id>/records/<id:record_id>/open/",
        opening.open_record,
        name="record-open",
    ),
    path("patients/note/find/", encounter.find, name="note-find"),
    path("patients/<id:patient_id>/note/", encounter.note, name="note"),
    path(
        "patients/<id:patient_id>/visits/<id:appointment_id>/note/",
        encounter.note,
        name="visit-note",
    ),
    path(
        "patients/<id:patient_id>/records/<id:record_id>/correct/",
        encounter.note,
        name="record-correct",
    ),
    path(
        "patients/<id:patient_id>/records/<id:record_id>/addendum/",
        record_changes.addendum,
        name="record-addendum",
    ),
    path(
        "patients/<id:patient_id>/records/<id:record_id>/strike/",
        record_changes.strike,
        name="record-strike",
    ),
    path("patients/<id:patient_id>/records/", records.records, name="records"),
    path("patients/<id:patient_id>/records/<id:record_id>/", records.record, name="record"),
]
