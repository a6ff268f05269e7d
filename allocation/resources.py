"""Registers as tables in a file, there and back: headings and choices are written as the pages write them."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import tablib
from django.db.models import BooleanField, DateField, JSONField, Model, PositiveSmallIntegerField, QuerySet
from django.utils.translation import gettext as _
from import_export.fields import Field
from import_export.instance_loaders import CachedInstanceLoader, ModelInstanceLoader
from import_export.resources import ModelResource
from import_export.widgets import CharWidget, Widget

from allocation.models import Indicator
from overenskommelse.models import (
    Agreement,
    County,
    DevelopmentArea,
    FocusArea,
    Organisation,
    Requirement,
)


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

    choices: list[tuple[Any, str]]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
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


class DayWidget(Widget):
    """A day; a spreadsheet program may have added a time of midnight."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> date | None:
        text = str(value).removesuffix(" 00:00:00")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise ValueError(_("Write the day as 2021-12-01.")) from error

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


SPECIAL: Final = {
    BooleanField: YesNoWidget, JSONField: WordsWidget, PositiveSmallIntegerField: WholeWidget,
    DateField: DayWidget,
}  # fmt: skip


class RegisterResource(ModelResource):
    """All fields of a register but the key; a file may hold only some of them beside what names a row."""

    verbs: tuple[str, str] = ("", "")  # what an entry's being added or changed is called in the log

    @classmethod
    def named_by(cls) -> list[str]:
        """The columns that name a row."""
        return list(cls._meta.import_id_fields)

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


class OwnedWidget(ChoiceWidget):
    """An area of the agreement that the row names, by its code; all of them are fetched once for a file."""

    known: dict[tuple[str, str], int]

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        code, agreement = str(value).strip(), str((row or {}).get("agreement", "")).strip()
        if code and (agreement, code) not in self.known:
            codes = ", ".join(sorted(code for owner, code in self.known if owner == agreement))
            raise ValueError(_("Write one of these: %(labels)s.") % {"labels": codes or "–"})
        return self.known.get((agreement, code))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return next((code for (_owner, code), pk in self.known.items() if pk == value), "")


class AgreementWidget(CountyWidget):
    """An agreement by its code or name; it is written by its code, which comes first."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return next((text for pk, text in self.choices if pk == value), "")


class CodeListLoader(ModelInstanceLoader):
    """A row that names no agreement or area is new at first; reading its cells then says what is wrong."""

    def get_instance(self, row: Any) -> Any:
        try:
            return super().get_instance(row)
        except ValueError:
            return None


class CodeListRegister(RegisterResource):
    """Codes of an agreement by which measures are sorted and held against what is required."""

    verbs = ("agreements.part_added", "agreements.part_changed")

    class Meta(RegisterResource.Meta):
        import_id_fields = ("agreement", "code")  # type: ignore[assignment]
        instance_loader_class = CodeListLoader

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        agreements = list(Agreement.objects.values_list("pk", "code", "name"))
        areas = DevelopmentArea.objects.values_list("agreement__code", "code", "pk")
        focus_areas = FocusArea.objects.values_list("area__agreement__code", "code", "pk")
        for field in self.fields.values():
            if isinstance(field.widget, AgreementWidget):
                field.widget.choices = [(pk, text) for pk, *texts in agreements for text in texts]
            elif isinstance(field.widget, OwnedWidget):
                rows = areas if field.column_name == "area" else focus_areas
                field.widget.known = {(owner, code): pk for owner, code, pk in rows}

    @classmethod
    def heading(cls, name: str) -> str:
        """Not every field has a name of its own on the pages."""
        named = {"agreement": _("Agreement"), "area": _("Development area")}
        return named.get(name) or super().heading(name)


def _agreement_field() -> Field:
    return Field(attribute="agreement_id", column_name="agreement", widget=AgreementWidget())


class AreaRegister(CodeListRegister):
    agreement = _agreement_field()

    class Meta(CodeListRegister.Meta):
        model = DevelopmentArea
        fields = ("agreement", "code", "name", "section", "position")
        export_order = import_order = fields


class FocusAreaRegister(CodeListRegister):
    agreement = Field(attribute="area__agreement__code", column_name="agreement", readonly=True)
    area = Field(attribute="area_id", column_name="area", widget=OwnedWidget())

    class Meta(CodeListRegister.Meta):
        model = FocusArea
        import_id_fields = ("area", "code")
        fields = ("agreement", "area", "code", "name", "section", "position")
        export_order = import_order = fields

    @classmethod
    def named_by(cls) -> list[str]:
        return ["agreement", *super().named_by()]

    def get_queryset(self) -> "QuerySet[FocusArea]":
        return FocusArea.objects.select_related("area__agreement")


class RequirementRegister(CodeListRegister):
    agreement = _agreement_field()
    area = Field(attribute="area_id", column_name="area", widget=OwnedWidget())
    focus_area = Field(attribute="focus_area_id", column_name="focus_area", widget=OwnedWidget())

    class Meta(CodeListRegister.Meta):
        model = Requirement
        fields = (
            "agreement", "code", "section", "kind", "area", "focus_area", "text", "due",
            "for_regions", "for_rss", "for_skr",
        )  # fmt: skip
        export_order = import_order = fields


REGISTERS: Final[dict[str, type[RegisterResource]]] = {
    "recipients": RecipientRegister,
    "indicators": IndicatorRegister,
    "areas": AreaRegister,
    "focus-areas": FocusAreaRegister,
    "requirements": RequirementRegister,
}
