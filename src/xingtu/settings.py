"""What does the environment say? Read once, into one typed object; the one clock of the engine is here too.

Every setting has a heading in ``docs/settings.md``; an unknown ``XINGTU_*`` name is an error that suggests the near one.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from xingtu.errors import XingtuError

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGED_POLICY = Path(__file__).resolve().parent / "policy_files"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things lie and how hard the machine may work."""

    home: Path
    """Lake, mirrors and runs (``XINGTU_HOME``)."""
    policy: Path
    """The city's rules as data (``XINGTU_POLICY``)."""
    workers: int
    """Processes that read repositories at once (``XINGTU_WORKERS``)."""
    production: bool
    """Refuse everything that is for demonstrations only (``XINGTU_PRODUCTION``)."""
    lang: str
    """Language of the command line, zh or en (``XINGTU_LANG``; else the locale decides)."""


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Read the settings.

    Raises:
        XingtuError: an ``XINGTU_*`` name or value is not one we know.
    """
    known = {f"XINGTU_{field.name.upper()}" for field in fields(Settings)}
    for name in environment:
        if name.startswith("XINGTU_") and name not in known:
            near = get_close_matches(name.removeprefix("XINGTU_"), [one.removeprefix("XINGTU_") for one in sorted(known)], n=1)
            hint = f"；是否想写 XINGTU_{near[0]}？" if near else f"；已知的有 {', '.join(sorted(known))}"
            raise XingtuError(f"环境变量 {name} 不是星图的设置{hint}")
    return Settings(
        home=Path(environment.get("XINGTU_HOME") or Path.home() / ".xingtu").expanduser().absolute(),
        policy=Path(environment.get("XINGTU_POLICY") or _policy_beside_the_code()).expanduser().absolute(),
        workers=_workers(environment.get("XINGTU_WORKERS", "")),
        production=_switch("XINGTU_PRODUCTION", environment.get("XINGTU_PRODUCTION", "")),
        lang=_lang(environment),
    )


@cache
def settings() -> Settings:
    """The settings of this process."""
    return settings_from(os.environ)


def now() -> datetime:
    """The present instant in UTC; only ``run`` and ``cli`` may ask, everything later is handed it."""
    return datetime.now(UTC)  # noqa: TID251 - the one clock


def _policy_beside_the_code() -> Path:
    beside = CHECKOUT / "policy"
    return beside if (beside / "crediting.toml").is_file() else PACKAGED_POLICY


def _workers(text: str) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if not text:
        return cores
    if not text.isdecimal() or int(text) < 1:
        raise XingtuError(f"XINGTU_WORKERS={text!r} 不是正整数；不设它则用全部 {cores} 个核")
    return int(text)


def _switch(name: str, text: str) -> bool:
    if text.lower() not in {"", "0", "1", "true", "false"}:
        raise XingtuError(f"{name}={text!r} 不是开关；请写 1 或 0")
    return text.lower() in {"1", "true"}


def _lang(environment: Mapping[str, str]) -> str:
    chosen = environment.get("XINGTU_LANG", "")
    if chosen and chosen not in {"zh", "en"}:
        raise XingtuError(f"XINGTU_LANG={chosen!r} 不是已有的语言；请写 zh 或 en")
    locale = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return chosen or ("en" if locale.startswith("en") else "zh")
