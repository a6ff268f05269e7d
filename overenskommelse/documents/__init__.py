"""Printed documents; this is the only door. What all of them share, and WeasyPrint, stand in ``base``."""

from overenskommelse.documents.action_plans import Stamp, plan_html, plan_pdf
from overenskommelse.documents.base import DOCUMENTS, OwnFontsOnly, attached, write_pdf
from overenskommelse.documents.comparison_sheets import comparison_sheets
from overenskommelse.documents.county_plans import PrintedCounty, county_html, county_pdf
from overenskommelse.documents.county_sheets import county_sheets

__all__ = [
    "DOCUMENTS",
    "OwnFontsOnly",
    "PrintedCounty",
    "Stamp",
    "attached",
    "comparison_sheets",
    "county_html",
    "county_pdf",
    "county_sheets",
    "plan_html",
    "plan_pdf",
    "write_pdf",
]
