"""``xingtu serve`` and ``xingtu worker``: the portal for everybody, and the process that does its long work."""

import os
import socket
import sys
from typing import Annotated

import typer

from portal.commands.starting import with_django
from portal.commands.supervisor import Child, Supervisor
from xingtu.errors import XingtuError
from xingtu.settings import settings as engine_settings


def register(app: typer.Typer) -> None:
    """Add this file's verbs."""
    app.command("serve")(serve)
    app.command("worker")(worker)


def serve(
    host: Annotated[str, typer.Option("--host", help="监听的地址。Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="监听的端口。Port to listen on.", min=1, max=65535)] = 8000,
    processes: Annotated[int, typer.Option("--processes", help="网页进程数。Web processes.", min=1)] = 2,
    threads: Annotated[int, typer.Option("--threads", help="每个进程的线程数。Threads of each.", min=1)] = 4,
    *,
    migrate: Annotated[bool, typer.Option("--migrate", help="先建表、收集静态文件。First make tables and collect static files.")] = False,
    with_worker: Annotated[bool, typer.Option("--worker/--no-worker", help="同时运行后台任务进程。Run the worker beside it.")] = True,
    demonstration: Annotated[
        bool, typer.Option("--demonstration", help="打印演示账号；正式环境拒绝。Print the invented sign-ins; refused in production.")
    ] = False,
) -> None:
    """运行门户：网页和后台任务一起起停。Run the portal: web server and worker live and die together.

    例 Example:  xingtu serve --migrate
    """
    if demonstration:
        refuse_demonstration_in_production()
        os.environ["PORTAL_DEMONSTRATION"] = "1"  # read by the settings, here and in the children
    _prove_free(host, port)
    get_ready(migrate=migrate, demonstration=demonstration)
    children = [
        Child(
            "web",
            (
                *(sys.executable, "-m", "gunicorn", "--config", "python:portal.commands.gunicorn_settings"),
                *("--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}"),
                *("--workers", str(processes), "--threads", str(threads)),
            ),
        )
    ]
    if with_worker:
        children.append(Child("worker", (sys.executable, "-c", "from xingtu.cli import main; main()", "worker")))
    announcement = _Announcement(host, port)
    raise typer.Exit(Supervisor(children, on_tick=announcement.when_ready).run())


@with_django
def get_ready(*, migrate: bool, demonstration: bool) -> None:
    """Everything the portal needs is there, or made now.

    Raises:
        XingtuError: it is not; the message says how to make it.
    """
    from portal.commands.preparing import lacking, prepare  # noqa: PLC0415 - Django has started only now

    if migrate:
        prepare()
    if missing := lacking():
        raise XingtuError(f"门户还没有准备好：{'；'.join(missing)}。请运行 xingtu serve --migrate")
    if demonstration:
        from portal.commands.demonstration import sign_ins_text  # noqa: PLC0415 - as above

        typer.echo(sign_ins_text())


@with_django
def worker(
    interval: Annotated[float, typer.Option("--interval", help="没有任务时隔几秒再看。Seconds between looks when idle.", min=0.1)] = 1.0,
    *,
    batch: Annotated[bool, typer.Option("--batch", help="做完现有任务即结束。End when there is nothing left to do.")] = False,
) -> None:
    """运行后台任务：证据运行、导入、提醒。Do the portal's long work: evidence runs, imports, reminders.

    例 Example:  xingtu worker --batch
    """
    from django.core.management import call_command  # noqa: PLC0415 - Django has started only now

    from portal.commands.beats import start_beating  # noqa: PLC0415 - as above
    from portal.evidence.services.jobs import jobs_take_up  # noqa: PLC0415 - as above

    jobs_take_up()  # what a killed worker left behind
    take_in_programmes()
    ended = start_beating()
    try:
        call_command("db_worker", interval=interval, batch=batch, startup_delay=False, queue_name="*", reload=False, verbosity=1)
    finally:
        ended.set()


def take_in_programmes() -> None:
    """Make versions of the policy folder's new files; one that is refused is told of and holds up nothing."""
    from portal.calls.services.programmes import programmes_take_in  # noqa: PLC0415 - Django has started only now

    for sentence in programmes_take_in().refused:
        typer.echo(sentence, err=True)


def refuse_demonstration_in_production() -> None:
    """Invented people must never be able to sign in to the real portal.

    Raises:
        XingtuError: this is production.
    """
    if engine_settings().production:
        raise XingtuError("XINGTU_PRODUCTION=1 时不提供演示账号和演示数据；请去掉 --demonstration")


def _prove_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise XingtuError(
                f"{host}:{port} 不能监听（{error.strerror or error}）；可能已有程序占用，请换一个端口，如 xingtu serve --port {port + 1}"
            ) from error


class _Announcement:
    """Says once, when the server answers, where it is."""

    def __init__(self, host: str, port: int) -> None:
        self._here = ("127.0.0.1" if host in {"0.0.0.0", "::"} else host, port)  # noqa: S104 - compared, not bound
        self._said = False

    def when_ready(self) -> None:
        """Ask the port; print on the first answer."""
        if self._said:
            return
        try:
            socket.create_connection(self._here, timeout=0.2).close()
        except OSError:
            return
        self._said = True
        typer.echo(f"星图门户在 http://{self._here[0]}:{self._here[1]} ，按 Ctrl-C 结束。The portal is up; Ctrl-C ends it.")
