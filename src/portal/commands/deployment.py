"""May the portal go live on this machine? The checks behind ``xingtu doctor --deploy``, each with its remedy."""

import shutil
import smtplib
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.db import DatabaseError, connection
from django.utils import timezone

from portal.commands.starting import start_django
from portal.house.documents.fonts import NoFont, families
from xingtu.doctor import Finding
from xingtu.errors import XingtuError
from xingtu.settings import settings as engine_settings

LITTLE_SPACE_BYTES = 10 * 2**30
LATE_BEAT = timedelta(minutes=3)
MOST_CLOCK_DRIFT = timedelta(seconds=5)
MAIL_SECONDS = 5
DECIDED = {
    "security.W005": "HSTS 不含子域名：同一城市的其他站点未必都有 https",
    "security.W021": "HSTS 不预加载：预加载难以撤回，由办公室决定",
}
"""Warnings of Django's own that we have decided about, with the reason."""


def examine() -> list[Finding]:
    """All checks in the order in which one would set the portal up."""
    try:
        start_django()
    except XingtuError as error:
        return [Finding("门户设置", "missing", str(error), "见 docs/settings.md")]
    findings = [_settings(), *_address()]
    reachable = _database()
    findings.append(reachable)
    if reachable.state == "ok":
        findings += [_tables(), _clock(), _worker()]
    return [*findings, _static(), _font(), _mail(), _key(), _home(), _space(), *_django()]


def _settings() -> Finding:
    if not engine_settings().production:
        return Finding("门户设置", "warning", "未设 XINGTU_PRODUCTION=1：演示用的东西仍可用", "上线前设 XINGTU_PRODUCTION=1")
    return Finding("门户设置", "ok", "正式环境；密钥、演示开关、网址已核对")


def _address() -> Iterator[Finding]:
    environment = settings.ENVIRONMENT
    if environment.address.startswith("https://"):
        yield Finding("网址", "ok", environment.address)
    else:
        yield Finding("网址", "missing", f"{environment.address} 不是 https", "用反向代理提供 https，并设 PORTAL_ADDRESS=https://…")
    if not environment.behind_proxy:
        remedy = "由反向代理终止 TLS 时设 PORTAL_BEHIND_PROXY=1，否则会反复跳转"
        yield Finding("反向代理", "warning", "未声明在反向代理之后", remedy)


def _database() -> Finding:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return Finding("数据库", "missing", f"连不上：{error}".strip(), "检查 DATABASE_URL、网络和数据库的账号权限")
    if connection.vendor == "sqlite":
        return Finding("数据库", "ok", "SQLite（适合一台机器；多台机器请用 PostgreSQL）")
    return Finding("数据库", "ok", f"PostgreSQL {connection.cursor().connection.info.server_version // 10000}")


def _tables() -> Finding:
    from portal.commands.preparing import has_cache_table, pending_migrations  # noqa: PLC0415 - Django has started only now

    remedy = "运行 xingtu serve --migrate，或 python -m django migrate"
    if pending := pending_migrations():
        return Finding("数据表", "missing", f"{pending} 个数据库变更未执行", remedy)
    if not has_cache_table():
        return Finding("数据表", "missing", "缺少缓存表", remedy)
    return Finding("数据表", "ok", "与代码一致")


def _static() -> Finding:
    from portal.commands.preparing import has_static_files  # noqa: PLC0415 - as above

    if not has_static_files():
        return Finding(
            "静态文件", "missing", f"{settings.STATIC_ROOT} 中没有", "运行 xingtu serve --migrate，或 python -m django collectstatic"
        )
    return Finding("静态文件", "ok", str(settings.STATIC_ROOT))


def _font() -> Finding:
    """Word files are printed by their readers; a PDF is printed here."""
    try:
        here = sorted(set(families().values()))
    except NoFont:
        return Finding("中文字体", "missing", "没有能排印中文的字体，生成不了 PDF", "apt install fonts-noto-cjk，然后重启服务")
    return Finding("中文字体", "ok", "、".join(here))


def _mail() -> Finding:
    if "smtp" not in settings.EMAIL_BACKEND:
        return Finding("邮件", "warning", "信件只写入文件，收信人收不到", "设 PORTAL_MAIL=smtp://用户:密码@主机:587 和 PORTAL_MAIL_FROM")
    server: Callable[..., smtplib.SMTP] = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with server(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=MAIL_SECONDS) as session:
            session.noop()
    except (OSError, smtplib.SMTPException) as error:
        return Finding("邮件", "missing", f"{where} 没有应答（{error}）", "检查 PORTAL_MAIL 的主机、端口和防火墙")
    return Finding("邮件", "ok", where)


def _worker() -> Finding:
    from portal.commands.beats import last_beat_at  # noqa: PLC0415 - Django has started only now

    remedy = "启动 xingtu worker（systemd：xingtu-worker.service），并查看它的日志"
    try:
        beat_at = last_beat_at()
    except DatabaseError:
        beat_at = None
    if beat_at is None:
        return Finding("任务进程", "missing", "从未有任务进程报到", remedy)
    late = timezone.now() - beat_at
    if late > LATE_BEAT:
        return Finding("任务进程", "missing", f"最后一次报到在 {late.total_seconds() / 60:,.0f} 分钟前", remedy)
    return Finding("任务进程", "ok", f"{late.total_seconds():.0f} 秒前报到")


def _key() -> Finding:
    key = engine_settings().home / "city.key"
    if not key.is_file():
        return Finding("城市密钥", "warning", f"还没有 {key}", "第一次运行时自动生成；生成后请备份")
    return _private("城市密钥", key, "chmod 600")


def _home() -> Finding:
    return _private("数据文件夹权限", engine_settings().home, "chmod 700")


def _private(name: str, path: Path, command: str) -> Finding:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding(name, "missing", f"{path} 的权限是 {mode:03o}，别的用户可读", f"{command} {path}")
    return Finding(name, "ok", f"{path}，只有本用户可读")


def _space() -> Finding:
    free = shutil.disk_usage(engine_settings().home).free
    said = f"剩余 {free / 2**30:,.1f} GiB"
    if free < LITTLE_SPACE_BYTES:
        return Finding("磁盘余量", "warning", said, "备份和新的运行需要空间；请清理，或把 XINGTU_HOME 移到更大的盘上")
    return Finding("磁盘余量", "ok", said)


def _clock() -> Finding:
    """Against the database: two machines that disagree would date entries of the journal in the wrong order."""
    if connection.vendor != "postgresql":
        return Finding("时钟", "ok", f"{timezone.now():%Y-%m-%d %H:%M:%S} UTC（与数据库同机）")
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        drift = abs(timezone.now() - cursor.fetchone()[0])
    if drift > MOST_CLOCK_DRIFT:
        return Finding(
            "时钟", "missing", f"与数据库服务器相差 {drift.total_seconds():.0f} 秒", "在两台机器上启用 NTP（systemd-timesyncd 或 chrony）"
        )
    return Finding("时钟", "ok", "与数据库服务器一致")


def _django() -> Iterator[Finding]:
    found = [message for message in run_checks(include_deployment_checks=True) if message.id not in DECIDED]
    if not found:
        yield Finding("Django 上线检查", "ok", f"通过；已作决定而不改的：{'；'.join(DECIDED.values())}")
    for message in found:
        yield Finding(f"Django {message.id}", _state(message), message.msg.split("\n", 1)[0], message.hint or "")


def _state(message: CheckMessage) -> Literal["missing", "warning"]:
    return "missing" if message.is_serious() else "warning"
