"""``xingtu appoint`` and ``xingtu demonstration``: the first administrator, or a whole invented city."""

import os
from pathlib import Path
from typing import Annotated

import typer

from portal.commands.serving import refuse_demonstration_in_production
from portal.commands.starting import with_django
from xingtu.errors import XingtuError

PROGRAMMES = ("city-evidence-2025", "contribution-award-2025")


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("appoint")(appoint)
    app.command("demonstration")(demonstration)


@with_django
def appoint(
    email: Annotated[str, typer.Argument(help="已注册者的登录邮箱。Sign-in mailbox of somebody who has signed up.")],
    reason: Annotated[str, typer.Option("--reason", help="依据，如任命文件的文号。What it rests on.")] = "首位平台管理员",
) -> None:
    """任命平台管理员；其余角色由他在网页上授予。Make somebody the platform's administrator, who grants all other roles on the pages.

    例 Example:  xingtu appoint admin@xinghe.example
    """
    from portal.commands.appointing import administrator_appoint  # noqa: PLC0415 - Django has started only now

    administrator_appoint(email=email, reason=reason)
    typer.echo("已任命为平台管理员 appointed platform administrator.")


def demonstration(
    city: Annotated[Path, typer.Option("--city", help="示例城市的 city.toml。The example city.", exists=True, dir_okay=False)],
) -> None:
    """装入虚构的示例城市、各角色的演示账号，运行并公布证据；正式环境拒绝。Load an invented city, somebody in every role.

    例 Example:  xingtu demonstration --city .demo/city/city.toml
    """
    refuse_demonstration_in_production()
    os.environ["PORTAL_DEMONSTRATION"] = "1"  # before the settings are read
    _fill(city)


@with_django
def _fill(city: Path) -> None:
    from portal.commands.demonstration import demonstration_load, objection_open, sign_ins_text  # noqa: PLC0415 - as above
    from portal.commands.demonstration_calls import calls_show  # noqa: PLC0415 - as above
    from portal.commands.demonstration_licences import licences_show  # noqa: PLC0415 - as above
    from portal.commands.demonstration_risks import risks_show  # noqa: PLC0415 - as above
    from portal.commands.preparing import prepare  # noqa: PLC0415 - as above
    from portal.evidence.services.jobs import run_request  # noqa: PLC0415 - as above
    from portal.evidence.tasks import carry_out  # noqa: PLC0415 - as above

    prepare()
    demonstration_load(city=city)
    jobs = [run_request(programme=programme, publish=True) for programme in PROGRAMMES]
    carry_out.func()
    for job in jobs:
        job.refresh_from_db()
        if job.run is None:
            raise XingtuError(f"{job.programme} 没有得出运行：{job.problem or job.get_state_display()}")
        typer.echo(f"{job.programme}：运行 {job.run.short}，{job.run.get_state_display()}")
    if jobs[0].run is not None:
        objection_open(run=jobs[0].run)
    licences_show()
    risks_show(advisories=city.parent / "advisories")
    calls_show()
    typer.echo(sign_ins_text())
