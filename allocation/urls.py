"""Addresses of stages 1–4."""

from django.urls import URLPattern, path

from allocation.views import datasets, imports

urlpatterns: list[URLPattern] = [
    # 1 imports
    path("datasets/imports/new/", imports.new, name="import_new"),
    path("datasets/imports/<int:pk>/", imports.show, name="import"),
    path("datasets/imports/<int:pk>/confirm/", imports.confirm, name="import_confirm"),
    path("datasets/imports/<int:pk>/leave/", imports.leave, name="import_leave"),
    # 2 datasets
    path("datasets/", datasets.index, name="datasets"),
    path("datasets/<int:pk>/", datasets.show, name="dataset"),
    path("datasets/<int:pk>/file/", datasets.file, name="dataset_file"),
]
