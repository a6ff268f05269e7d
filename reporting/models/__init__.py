"""One file per stage; this is the only door."""

from reporting.models.documents import Document
from reporting.models.requisitions import Requisition

__all__ = ["Document", "Requisition"]
