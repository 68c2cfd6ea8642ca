"""``xingtu backup`` and ``xingtu restore``: one file that holds all that cannot be computed again."""

from pathlib import Path
from typing import Annotated

import typer

from portal.commands.starting import with_django


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("backup")(backup)
    app.command("restore")(restore)


@with_django
def backup(
    out: Annotated[
        Path, typer.Argument(help="备份文件，如 xingtu.tar.gz；不覆盖旧文件。The file to write; never overwritten.", dir_okay=False)
    ],
) -> None:
    """备份数据库、上传文件、声明、城市密钥和运行；镜像和事实可以重新读取，不在其中。Everything that cannot be computed again, in one file.

    例 Example:  xingtu backup xingtu.tar.gz
    """
    from portal.commands.archive import backup_make  # noqa: PLC0415 - Django has started only now

    manifest = backup_make(out=out)
    typer.echo(
        f"已备份 {len(manifest['files'])} 个文件到 {out}，留痕至第 {manifest['journal']['sequence']} 条。其中有邮箱和密钥，请妥善保管。"
    )


@with_django
def restore(
    file: Annotated[Path, typer.Argument(help="备份文件。A file that xingtu backup wrote.", exists=True, dir_okay=False)],
) -> None:
    """把备份恢复到空的数据库和文件夹，逐个核对校验值，再核对留痕。Into an empty database and home; every hash and the journal are checked.

    例 Example:  xingtu restore xingtu.tar.gz
    """
    from portal.commands.archive import backup_restore  # noqa: PLC0415 - Django has started only now

    manifest = backup_restore(file=file)
    typer.echo(f"已恢复 {manifest['made_at']} 的备份：{len(manifest['files'])} 个文件，留痕完好。下一步：xingtu serve --migrate")
