"""Printed documents; this is the only door. What all of them share, and WeasyPrint, stand in ``base``."""

from overenskommelse.documents.base import DOCUMENTS, OwnFontsOnly, attached, write_pdf

__all__ = ["DOCUMENTS", "OwnFontsOnly", "attached", "write_pdf"]
