"""Whole register entries as files, for the technical administration."""

from import_export.resources import ModelResource

from overenskommelse.models import Organisation


class OrganisationResource(ModelResource):
    """Every stored field of an organisation but the key; codes and numbers stay text."""

    class Meta:
        model = Organisation
        exclude = ("id",)
        import_id_fields = ("code",)
