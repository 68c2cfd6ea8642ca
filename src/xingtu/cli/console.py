"""What do all verbs share: the options, the two consoles, and the way to say that something went wrong?"""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import typer
from rich.console import Console

from xingtu.errors import PolicyError
from xingtu.report.terminal import new_console
from xingtu.report.text import Lang
from xingtu.settings import settings


class Format(StrEnum):
    """How a verb prints its result."""

    TABLE = "table"
    JSON = "json"


class Language(StrEnum):
    """Languages of the command line."""

    ZH = "zh"
    EN = "en"


FormatOption = Annotated[Format, typer.Option("--format", help="输出形式：table 或 json。Output form.")]
LanguageOption = Annotated[Language | None, typer.Option("--lang", help="语言，默认随系统。Language, from the locale by default.")]
CityOption = Annotated[
    Path | None, typer.Option("--city", help="城市声明 city.toml：仓库、人员、单位。A city's declarations.", exists=True, dir_okay=False)
]


def language(chosen: Language | None) -> Lang:
    """The language asked for, else that of the settings."""
    return cast("Lang", chosen.value if chosen else settings().lang)


def messages() -> Console:
    """Where progress and remarks go, so that results can be piped."""
    return new_console(sys.stderr)


def policy_text(file: Path) -> str:
    """A policy file's text.

    Raises:
        PolicyError: it is not there, cannot be read or is no text.
    """
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(f"{file} 不是 UTF-8 文本（{error}）；请用 UTF-8 另存") from error
    except OSError as error:
        raise PolicyError(
            f"读不到规则文件 {file}（{error.strerror}）；请检查路径和权限，或用 XINGTU_POLICY 指向本市的 policy 文件夹"
        ) from error


def complain(text: str) -> None:
    """Print an error meant for a person."""
    console = messages()
    console.print(
        f"错误：{text}" if console.is_terminal else f"error: {text}", style="red" if console.is_terminal else None, soft_wrap=True
    )


def print_json(value: object) -> None:
    """A result for programs."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
