"""Pages about a patient: the portal, the chart, the front desk's search."""

from django.urls import path

from medisecure.web import converters  # noqa: F401 - registers <id:…>
from patients import views
from patients.chart import views as chart
from patients.desk import views as desk
from patients.records import views as records

app_name = "patients"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("patients/find/", desk.find, name="find"),
    path("patients/new/", desk.register, name="register"),
    path("patients/<id:patient_id>/", chart.chart, name="chart"),
    path("patients/<id:patient_id>/details/", desk.details, name="details"),
    path("patients/<id:patient_id>/viewed-by/", views.viewed_by, name="viewed-by"),
    path("patients/<id:patient_id>/records/", records.records, name="records"),
    path("patients/<id:patient_id>/records/<id:record_id>/", records.record, name="record"),
]
