"""How does a run's folder become the one file that a stranger takes home to compute it again?"""

import io
import zipfile
from pathlib import Path

from portal.errors import PortalError
from portal.evidence.home import home
from portal.evidence.models import Run
from xingtu.store.files import write_whole

EPOCH = (1980, 1, 1, 0, 0, 0)


def bundle_of(run: Run) -> Path:
    """The open bundle of a run, made once from the run's own files; the same bytes each time.

    Raises:
        PortalError: the run's files are not on this machine.
    """
    folder, path = home() / "runs" / run.run_id, home() / "bundles" / f"{run.run_id}.zip"
    if path.is_file():
        return path
    if not (folder / "manifest.json").is_file():
        raise PortalError(f"运行 {run.short} 的文件不在本机；请告知维护者从备份恢复")
    files = [folder / name for name in ("manifest.json", "declarations.json", "results.json")]
    files += [*(folder / "policy").iterdir(), *(folder / "tables").iterdir()]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in sorted(files):
            entry = zipfile.ZipInfo(str(file.relative_to(folder)), EPOCH)
            bundle.writestr(entry, file.read_bytes(), compress_type=zipfile.ZIP_DEFLATED)
    write_whole(path, buffer.getvalue())
    return path
