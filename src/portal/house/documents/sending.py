"""How does a file leave the portal? As a download that no browser opens in our name, under the name we say and nobody else's."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from django.http import HttpResponse

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF: Final = "application/pdf"
WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {WORD: "docx", PDF: "pdf", WORKBOOK: "xlsx"}
LONGEST_NAME = 80
UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|;%\s]+')


def sent(content: bytes, name: str, media: str, *, ending: str = "") -> HttpResponse:
    """The answer that hands over a file.

    name:   without ending; it stands in people's folders and in letters, so say the kind and number of the thing, and no person
    ending: of a medium that is none of the portal's own papers
    """
    fit = UNFIT.sub("-", unicodedata.normalize("NFC", name)).strip("-.")[:LONGEST_NAME] or "file"
    whole = f"{fit}.{ending or ENDINGS[media]}"
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", whole).strip("-")
    plain = plain if re.match(r"[A-Za-z0-9]", plain) else f"file.{ending or ENDINGS[media]}"
    return HttpResponse(
        content,
        content_type=media,
        headers={
            "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe='')}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )
