"""What must be there before the portal can answer, and how is it made: tables, cache table, static files."""

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def prepare() -> None:
    """Make what is lacking; safe to repeat."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def lacking() -> list[str]:
    """What is not there, a phrase each."""
    found = []
    if pending := pending_migrations():
        found.append(f"{pending} 个数据库变更未执行")
    if not has_cache_table():
        found.append("缺少缓存表")
    if not has_static_files():
        found.append("静态文件未收集")
    return found


def pending_migrations() -> int:
    """Migrations of the code that the database has not seen."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def has_cache_table() -> bool:
    """Whether the shared cache has its table; a cache elsewhere needs none."""
    cache = caches["default"]
    return not isinstance(cache, DatabaseCache) or settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names()


def has_static_files() -> bool:
    """Whether the manifest of the collected files is there; a storage without one needs none."""
    manifest = getattr(staticfiles_storage, "manifest_name", None)
    return manifest is None or staticfiles_storage.exists(manifest)
