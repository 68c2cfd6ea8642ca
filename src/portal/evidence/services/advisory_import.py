"""How does a folder of published advisories come in from the portal's side? For a demonstration; operators use ``xingtu advisories``."""

from contextlib import closing
from pathlib import Path

from django.utils import timezone

from portal.evidence.home import home
from portal.evidence.services.risk_requests import risks_refresh
from xingtu.risk.importing import import_source
from xingtu.store.risk.schema import open_risk


def advisories_import(*, source: str, folder: Path, licence: str) -> None:
    """Take the records of a folder as the source's present state, and have risks looked at anew.

    Raises:
        XingtuError: nothing there can be read as advisories.
    """
    with closing(open_risk(home())) as database:
        import_source(database, source, folder, at=timezone.now(), licence=licence)
    risks_refresh()
