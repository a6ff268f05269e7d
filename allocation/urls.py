"""Addresses of stages 1–4."""

from django.urls import URLPattern, path

from allocation.views import datasets, decisions, imports, indicators, registers, runs, splits

urlpatterns: list[URLPattern] = [
    # 1 imports
    path("datasets/imports/new/", imports.new, name="import_new"),
    path("datasets/imports/<int:pk>/", imports.show, name="import"),
    path("datasets/imports/<int:pk>/difference/", imports.difference, name="import_difference"),
    path("datasets/imports/<int:pk>/marked/", imports.marked, name="import_marked"),
    path("datasets/imports/<int:pk>/decide/", imports.decide, name="import_decide"),
    path("datasets/imports/<int:pk>/confirm/", imports.confirm, name="import_confirm"),
    path("datasets/imports/<int:pk>/leave/", imports.leave, name="import_leave"),
    path("indicators/", indicators.index, name="indicators"),
    path("indicators/add/", indicators.add, name="indicator_add"),
    path("indicators/<slug:code>/edit/", indicators.edit, name="indicator_edit"),
    path("registers/<slug:register>/import/", registers.new, name="register_import"),
    path("registers/<slug:register>/import/confirm/", registers.confirm, name="register_confirm"),
    path("registers/<slug:register>/file/", registers.file, name="register_file"),
    # 2 datasets
    path("datasets/", datasets.index, name="datasets"),
    path("datasets/<int:pk>/", datasets.show, name="dataset"),
    path("datasets/<int:pk>/compare/<int:other>/", datasets.compare, name="dataset_compare"),
    path("datasets/<int:pk>/file/", datasets.file, name="dataset_file"),
    # 3 runs
    path("runs/", runs.index, name="runs"),
    path("runs/new/", runs.new, name="run_new"),
    path("runs/<int:pk>/", runs.show, name="run"),
    path("runs/<int:pk>/workbook/", runs.workbook, name="run_workbook"),
    path("runs/<int:pk>/reconciliation/", runs.reconciliation, name="reconciliation"),
    path("runs/<int:pk>/recipients/", runs.recipients, name="run_recipients"),
    path("runs/<int:pk>/recipients/<str:recipient>/", runs.recipient, name="run_recipient"),
    path("runs/<int:pk>/lines/<slug:line>/", runs.line, name="run_line"),
    path("runs/<int:pk>/lines/<slug:line>/<str:recipient>/", runs.explanation, name="why"),
    # 4 decisions
    path("runs/<int:pk>/decide/", decisions.decide, name="run_decide"),
    path("decisions/", decisions.index, name="decisions"),
    path("decisions/<int:pk>/", decisions.show, name="decision"),
    path("decisions/<int:pk>/document/", decisions.document, name="decision_document"),
    path("decisions/<int:pk>/verify/", decisions.verify, name="decision_verify"),
    path("money/", decisions.money, name="money"),
    # A county's own division of its municipalities' money
    path("splits/", splits.index, name="splits"),
    path("splits/<slug:rss>/", splits.county, name="county_splits"),
    path("splits/<slug:rss>/<slug:line>/", splits.line, name="line_split"),
]
