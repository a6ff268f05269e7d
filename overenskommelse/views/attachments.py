"""Attachments on their way out: saved by the browser, never shown within the site and never run."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from overenskommelse.models import Attachment

# Even a browser that would show the file shows it without scripts, in an origin of its own.
POLICY = {"default-src": ["'none'"], "sandbox": True}


def send(attachment: Attachment) -> HttpResponse:
    """The file as received, as a download under the name that it was given."""
    answer = HttpResponse(bytes(attachment.content), content_type=attachment.content_type)
    answer["Content-Disposition"] = content_disposition_header(True, attachment.name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    answer._csp_replace = POLICY  # type: ignore[attr-defined]
    return answer
