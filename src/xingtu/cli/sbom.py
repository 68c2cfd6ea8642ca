"""``xingtu sbom``: take in what a firm declares that cannot show its code, and compare what is declared with code."""

import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from xingtu.cli.console import Format, FormatOption, LanguageOption, language, policy_text, print_json
from xingtu.cli.documents import whole
from xingtu.collect.asked import asked
from xingtu.policy.risk_policy import risk_policy
from xingtu.report.risk.declared import declaration_data, declaration_lines, difference_data, print_difference
from xingtu.report.terminal import new_console
from xingtu.risk.sbom import declare as taken
from xingtu.risk.sbom import difference
from xingtu.risk.stock import read_bill, read_stock
from xingtu.settings import now, settings
from xingtu.store.risk.evaluation import evaluate
from xingtu.store.risk.schema import open_risk

SAME, APART = 0, 1
BillArgument = Annotated[
    Path, typer.Argument(metavar="SBOM", help="CycloneDX 或 SPDX 文件。A CycloneDX or SPDX file.", exists=True, dir_okay=False)
]


def register(app: typer.Typer) -> None:
    """Add this file's verbs below ``sbom``."""
    below = typer.Typer(
        help=(
            "物料清单：不能公开代码的单位声明所用组件；与代码比对。Bills of materials, declared and compared with code.\n\n"
            "例 Example:  xingtu sbom declare --help"
        ),
        no_args_is_help=True,
    )
    below.command("declare")(declare)
    below.command("compare")(compare)
    app.add_typer(below, name="sbom")


def declare(
    bill: BillArgument,
    project: Annotated[str, typer.Option("--project", metavar="ID", help="项目标识，如 sbom:lizhou。Id of the project.")],
    name: Annotated[str, typer.Option("--name", help="项目名称。Its name.")],
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="提交人。Who hands it in.")],
    form: FormatOption = Format.TABLE,
    lang: LanguageOption = None,
) -> None:
    """把一份物料清单记作一个项目的声明，以后持续监测；取代它先前的声明。Keep a bill as what a project declares, watched from now on.

    例 Example:  xingtu sbom declare product.cdx.json --project sbom:lizhou --name 砺轴产品 --by 林知远
    """
    here, chosen, at = settings(), language(lang), f"{now():%Y-%m-%dT%H:%M:%SZ}"
    policy = risk_policy(lambda file: policy_text(here.policy / file))
    with closing(open_risk(here.home)) as database:
        made = taken(database, whole(bill), home=here.home, project=project, name=name, declared_by=by, at=at)
        evaluate(database, at, epss_threshold=policy.epss_threshold)
    if form is Format.JSON:
        print_json(declaration_data(made))
    else:
        new_console(sys.stdout).file.write("".join(f"{line}\n" for line in declaration_lines(made, chosen)))


def compare(
    bill: BillArgument,
    repository: Annotated[str, typer.Argument(metavar="REPO[@REV]", help="仓库，可加 @版本。A repository, and a revision of it.")],
    form: FormatOption = Format.TABLE,
    lang: LanguageOption = None,
) -> None:
    """逐软件包、逐版本比对清单与代码的依赖文件；不一致时以状态 1 结束。Compare a bill with code; status 1 where they differ.

    例 Example:  xingtu sbom compare product.cdx.json .
    """
    here, chosen = settings(), language(lang)
    told = difference(read_bill(whole(bill), name=bill.name), read_stock(asked(repository, home=here.home), home=here.home))
    if form is Format.JSON:
        print_json(difference_data(told))
    else:
        print_difference(new_console(sys.stdout), told, chosen)
    raise typer.Exit(SAME if told.is_none else APART)
