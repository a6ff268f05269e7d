"""The start page and the addresses of stages 5–7."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
