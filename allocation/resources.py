"""Registers as tables in a file, there and back: headings and choices are written as the pages write them."""

from collections.abc import Iterable
from typing import Any, Final

import tablib
from django.db.models import BooleanField, JSONField, Model, PositiveSmallIntegerField, QuerySet
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import CharWidget, Widget

from allocation.models import Indicator
from overenskommelse.models import County, Organisation


class ChoiceWidget(CharWidget):
    """A choice by its label or its stored value, in any case of letters."""

    choices: Iterable[tuple[Any, Any]] = ()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        known = {str(label).casefold(): stored for stored, label in self.choices}
        known |= {str(stored).casefold(): stored for stored, _label in self.choices}
        text = str(value).casefold()
        if text and text not in known:
            labels = ", ".join(str(label) for _stored, label in self.choices)
            raise ValueError(_("Write one of these: %(labels)s.") % {"labels": labels})
        return known.get(text, "")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(dict(self.choices).get(value, value or ""))


class YesNoWidget(ChoiceWidget):
    """Yes or no in the person's language; csv has no truth values."""

    @property
    def choices(self) -> list[tuple[bool, str]]:  # type: ignore[override]
        return [(True, _("yes")), (False, _("no"))]


class CountyWidget(ChoiceWidget):
    """A county by its name or code; all of them are fetched once for a file."""

    choices: list[tuple[str, str]]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str | None:
        return super().clean(value, row, **kwargs) or None


class WordsWidget(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        return [word.strip() for word in str(value).split(",") if word.strip()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return ", ".join(value)


class WholeWidget(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = str(value)
        if text and not (text.isascii() and text.isdigit()):
            raise ValueError(_("Write a whole number in digits."))
        return int(text) if text else None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


SPECIAL: Final = {
    BooleanField: YesNoWidget, JSONField: WordsWidget, PositiveSmallIntegerField: WholeWidget,
}  # fmt: skip


class RegisterResource(ModelResource):
    """All fields of a register but the key; a file may hold only some of them beside the code."""

    @classmethod
    def widget_from_django_field(cls, f: Any, default: Any = Widget) -> Any:
        if f.choices:
            return type("Labels", (ChoiceWidget,), {"choices": f.flatchoices})
        return SPECIAL.get(type(f)) or super().widget_from_django_field(f, default)

    def rows(self) -> tablib.Dataset:
        """The whole register under the headings of its pages."""
        content = self.export()
        content.headers = [self.heading(name) for name in content.headers]
        return content

    @classmethod
    def model(cls) -> type[Model]:
        """What the register holds."""
        found: type[Model] = cls._meta.model
        return found

    @classmethod
    def heading(cls, name: str) -> str:
        """How the pages name a field."""
        text = str(cls.model()._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        return text[:1].upper() + text[1:]

    class Meta:
        exclude = ("id",)
        import_id_fields = ("code",)
        instance_loader_class = CachedInstanceLoader
        clean_model_instances = True
        skip_unchanged = True
        store_instance = True


class StatusField(Field):
    """The list says that a number is missing where its status would stand; that changes no status."""

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:
        if str(row[self.column_name]).casefold() != _("missing").casefold():
            super().save(instance, row, is_m2m, **kwargs)


class RecipientRegister(RegisterResource):
    """The register of recipients with their contact details."""

    county = Field(attribute="county_id", column_name="county", widget=CountyWidget())
    organisation_number_status = StatusField(
        attribute="organisation_number_status",
        column_name="organisation_number_status",
        default=Organisation._meta.get_field("organisation_number_status").default,
        widget=RegisterResource.widget_from_django_field(
            Organisation._meta.get_field("organisation_number_status")
        )(),
    )

    class Meta(RegisterResource.Meta):
        model = Organisation
        fields = [it.name for it in Organisation._meta.concrete_fields if it.name != "id"]
        export_order = import_order = fields

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["county"].widget.choices = list(County.objects.values_list("code", "name"))

    def get_queryset(self) -> "QuerySet[Organisation]":
        return Organisation.objects.select_related("county")


class IndicatorRegister(RegisterResource):
    """What can be counted."""

    class Meta(RegisterResource.Meta):
        model = Indicator
        fields = [it.name for it in Indicator._meta.concrete_fields if it.name != "id"]
        export_order = import_order = fields


REGISTERS: Final[dict[str, type[RegisterResource]]] = {
    "recipients": RecipientRegister,
    "indicators": IndicatorRegister,
}
