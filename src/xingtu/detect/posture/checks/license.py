"""Is there a licence, and is it one that FSF or OSI approve?"""

import re

from xingtu.detect.posture.check import Check, Outcome
from xingtu.detect.posture.tree import Known, LicenceFact, Tree, tree_of
from xingtu.facts.posture import BEST, PosturePlace

FILE = re.compile(
    r"(?i)(?:(?:[\w.+-]{1,40}[-_.])?(?:un)?(?:licen[sc]es?|copying|copyright)(?:[-_.][\w.+-]{0,40})?|许可证|许可协议)"
    r"(?:\.(?:adoc|asc|docx?|ext|html|markdown|md|rst|txt|xml))?"
)
NO_TEXT = re.compile(r"(?i)\.(?:py|js|ts|go|rs|java|c|h|ya?ml|json|toml|sh|lock|tmpl|header|png|svg)$")
FOLDER = re.compile(r"(?i)licen[sc]es?/[^/]+")
APPROVED = (
    (re.compile(r"Apache License\s{1,60}Version 2\.0", re.IGNORECASE), "Apache-2.0"),
    (re.compile(r"\bMIT License|Permission is hereby granted, free of charge, to any person obtaining", re.IGNORECASE), "MIT"),
    (re.compile(r"GNU (?:AFFERO |LESSER |LIBRARY )?GENERAL PUBLIC LICENSE", re.IGNORECASE), "GPL family"),
    (re.compile(r"Redistributions? (?:and use in source|of source code must retain)", re.IGNORECASE), "BSD family"),
    (re.compile(r"Mozilla Public License,? ?(?:Version|v\.) ?(?:1\.1|2\.0)", re.IGNORECASE), "MPL"),
    (re.compile(r"Mulan PSL v2|木兰宽松许可证,? ?第2版|MulanPSL-2\.0", re.IGNORECASE), "MulanPSL-2.0"),
    (re.compile(r"Eclipse Public License", re.IGNORECASE), "EPL"),
    (re.compile(r"Permission to use, copy, modify, and(?:/or)? distribute this software", re.IGNORECASE), "ISC"),
    (re.compile(r"This is free and unencumbered software released into the public domain", re.IGNORECASE), "Unlicense"),
    (re.compile(r"Boost Software License", re.IGNORECASE), "BSL-1.0"),
    (re.compile(r"PostgreSQL License", re.IGNORECASE), "PostgreSQL"),
)
SOLD = re.compile(
    r"Server Side Public License|Business Source License|Elastic License|Commons Clause|Redis Source Available", re.IGNORECASE
)
"""Stand in texts that quote approved ones, and are none."""


def look(tree: Tree) -> Outcome:
    """Nine points for a text in the usual place, one more if what it says is approved."""
    texts = [entry for entry in tree.files if "/" not in entry.path and FILE.fullmatch(entry.path) and not NO_TEXT.search(entry.path)]
    texts += [entry for entry in tree.files if FOLDER.fullmatch(entry.path)]
    if not texts:
        return Outcome(0, "通常的位置没有许可证文件", "no licence file in the usual places")
    fact = tree.known.licence
    if fact is not None and fact.expression:
        place = PosturePlace(fact.path or texts[0].path, None, fact.expression)
        return _answer(fact.expression, approved=fact.approved, place=place)
    for entry in texts:
        text = tree.text(entry)[:40_000]
        for pattern, name in APPROVED:
            if (found := pattern.search(text)) and not SOLD.search(text):
                return _answer(name, approved=True, place=PosturePlace(entry.path, text.count("\n", 0, found.start()) + 1, name))
    return _answer("", approved=False, place=PosturePlace(texts[0].path))


def _answer(said: str, *, approved: bool, place: PosturePlace) -> Outcome:
    if approved:
        return Outcome(BEST, f"{said}，经 OSI 或 FSF 认可", f"{said}, approved by OSI or FSF", (place,))
    zh, en = (said, said) if said else ("有许可证文件，未认出是哪一种", "a licence file whose licence was not recognised")
    return Outcome(BEST - 1, f"{zh}；未见 OSI 或 FSF 认可", f"{en}; not known to be approved by OSI or FSF", (place,))


CHECK = Check(
    id="license",
    own_name="License",
    name="许可证",
    name_en="Licence",
    risk="low",
    look=look,
    examples=[
        (tree_of({"LICENSE": "MIT License\n\nPermission is hereby granted\n"}), 10),
        (tree_of({"LICENSE.txt": "All rights reserved.\n"}), 9),
        (tree_of({"LICENSES/MIT.txt": "MIT License\n"}), 10),
        (tree_of({"src/LICENSE": "MIT License\n", "license.py": "MIT License"}), 0),
        (tree_of({"COPYING": "?"}, Known(licence=LicenceFact("MulanPSL-2.0", approved=True, path="COPYING"))), 10),
        (tree_of({"LICENSE": "Server Side Public License, like the GNU Affero General Public License"}), 9),
    ],
    differs=("做过许可证扫描（xingtu licences）的同一棵树，用扫描的认定；否则看正文，而不是文件名。",),
    differs_en=("If the same tree was scanned (xingtu licences), its conclusion counts; otherwise the text, not the file's name.",),
)
