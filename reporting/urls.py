"""The start page and the addresses of stages 5–7."""

from django.urls import path

from reporting.views import documents, requisitions, start

urlpatterns = [
    path("", start.start, name="start"),
    # Requisitions
    path("reporting/requisitions/", requisitions.requisitions, name="requisitions"),
    path("reporting/requisitions/new/", requisitions.requisition_new, name="requisition_new"),
    path("reporting/requisitions/<int:pk>/", requisitions.requisition, name="requisition"),
    path("reporting/requisitions/<int:pk>/edit/", requisitions.requisition_edit, name="requisition_edit"),
    path(
        "reporting/requisitions/<int:pk>/preview/",
        requisitions.requisition_preview,
        name="requisition_preview",
    ),
    path("reporting/requisitions/<int:pk>/issue/", requisitions.requisition_issue, name="requisition_issue"),
    # Documents
    path("reporting/documents/", documents.document_find, name="document_find"),
    path("reporting/documents/<slug:number>/", documents.document, name="document"),
]
