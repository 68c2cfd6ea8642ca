"""Is a path somebody else's work, a machine's, or data; and which rule says so?

``.gitattributes`` of the tip beats the city's rules, in both directions: a project may claim a folder back with ``-linguist-vendored``.
"""

import re
from collections.abc import Mapping, Sequence

from xingtu.policy.attributes import Attributes
from xingtu.policy.crediting import LINE_CLASSES, Crediting, PathRule
from xingtu.policy.wildmatch import Wildmatch, ignore_pattern

NO_RULE = 1 << 30


class PathClassifier:
    """Built once a repository; remembers its answers by folder."""

    def __init__(self, crediting: Crediting, attributes: Mapping[str, str]) -> None:
        self._rules = sorted(crediting.path_rules, key=lambda rule: LINE_CLASSES.index(rule.line_class))
        self._attributes = Attributes(attributes)
        self._all = PathRules(self._rules)
        self._without: dict[frozenset[str], PathRules] = {}

    def path_class(self, path: bytes) -> tuple[str, str] | None:
        """(vendored | generated | data, id of the rule or place of the attributes line), or None for a path that earns credit."""
        said = self._attributes.classes(path)
        for line_class in LINE_CLASSES:
            yes, place = said.get(line_class, (False, ""))
            if yes:
                return line_class, place
        rules = self._all if not said else self._rules_without(frozenset(said))
        rule = rules.first(path)
        return None if rule is None else (rule.line_class, rule.id)

    def _rules_without(self, denied: frozenset[str]) -> "PathRules":
        if denied not in self._without:
            self._without[denied] = PathRules([rule for rule in self._rules if rule.line_class not in denied])
        return self._without[denied]


class PathRules:
    """The first rule, in the order given, that fits a path or one of the folders it lies in."""

    def __init__(self, rules: Sequence[PathRule]) -> None:
        self._rules = tuple(rules)
        patterns = [(place, ignore_pattern(text.encode())) for place, rule in enumerate(rules) for text in rule.patterns]
        # One expression a question: its leftmost branch that fits is the earliest rule.
        self._file_name = _any_of([(place, fits) for place, fits in patterns if fits.on_basename and not fits.folders_only])
        self._file_path = _any_of([(place, fits) for place, fits in patterns if not fits.on_basename and not fits.folders_only])
        self._folder_name = _any_of([(place, fits) for place, fits in patterns if fits.on_basename])
        self._folder_path = _any_of([(place, fits) for place, fits in patterns if not fits.on_basename])
        self._folders: dict[bytes, int] = {b"": NO_RULE}
        self._names: dict[bytes, int] = {}

    def first(self, path: bytes) -> PathRule | None:
        """None: no rule fits."""
        folder, _, name = path.rpartition(b"/")
        if name not in self._names:
            self._names[name] = _place(self._file_name, name)
        place = min(self._folder(folder), self._names[name], _place(self._file_path, path))
        return None if place == NO_RULE else self._rules[place]

    def _folder(self, folder: bytes) -> int:
        if folder not in self._folders:
            parent, _, name = folder.rpartition(b"/")
            self._folders[folder] = min(self._folder(parent), _place(self._folder_name, name), _place(self._folder_path, folder))
        return self._folders[folder]


def _any_of(patterns: list[tuple[int, Wildmatch]]) -> re.Pattern[bytes]:
    """Group names carry the rule's place, so that the branch that fits names its rule; consecutive patterns of a rule share a group."""
    branches: dict[int, list[bytes]] = {}
    for place, fits in patterns:
        branches.setdefault(place, []).append(fits.expression)
    joined = b"|".join(b"(?P<r%d>%s)" % (place, b"|".join(expressions)) for place, expressions in branches.items())
    return re.compile(joined or b"(?!)", re.DOTALL)


def _place(expression: re.Pattern[bytes], text: bytes) -> int:
    match = expression.fullmatch(text)
    return NO_RULE if match is None or match.lastgroup is None else int(match.lastgroup[1:])
