"""Where are pieces of pages kept that are made from frozen runs? In this process's memory, as they are.

Django's own memory cache copies a value on every reading; a city's thousand numbers were copied once for every line of a list.
Whoever keeps a piece here promises that nobody changes it.
"""

from typing import TYPE_CHECKING, Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache

if TYPE_CHECKING:
    from collections import OrderedDict
    from threading import Lock


class Pieces(LocMemCache):
    """Django's memory cache without copies: the oldest unused pieces leave when there are too many."""

    if TYPE_CHECKING:  # what LocMemCache has and its stubs do not name
        _lock: Lock
        _cache: OrderedDict[str, Any]

        def _has_expired(self, key: str) -> bool: ...
        def _set(self, key: str, value: Any, timeout: float | None = ...) -> None: ...  # noqa: ANN401 - any piece
        def _delete(self, key: str) -> bool: ...

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:  # noqa: ANN401 - any piece
        """Keep a piece that is not there yet."""
        made = self.make_and_validate_key(key, version=version)
        with self._lock:
            if not self._has_expired(made):
                return False
            self._set(made, value, timeout)
            return True

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:  # noqa: ANN401 - as above
        """The piece itself."""
        made = self.make_and_validate_key(key, version=version)
        with self._lock:
            if self._has_expired(made):
                self._delete(made)
                return default
            self._cache.move_to_end(made, last=False)
            return self._cache[made]

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:  # noqa: ANN401 - as above
        """Keep a piece."""
        made = self.make_and_validate_key(key, version=version)
        with self._lock:
            self._set(made, value, timeout)
