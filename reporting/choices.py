"""The fixed lists of values. Values are stored; labels are shown."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequisitionStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    ISSUED = "issued", _("Issued")


class DocumentKind(TextChoices):
    REQUISITION = "requisition", _("Requisition")
