"""Printed documents; this is the only door. What all of them share, and WeasyPrint, stand in ``base``."""

from overenskommelse.documents.action_plans import Stamp, plan_html, plan_pdf
from overenskommelse.documents.base import DOCUMENTS, OwnFontsOnly, attached, write_pdf

__all__ = ["DOCUMENTS", "OwnFontsOnly", "Stamp", "attached", "plan_html", "plan_pdf", "write_pdf"]
