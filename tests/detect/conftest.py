"""ScanCode's index, loaded once per session (six seconds, 1.4 GB), and files on which the fast engine is compared with the original.

Only tests that ask for ``scancode`` load it; they stand in few modules.
"""

# the tags below are data, not this file's own
# REUSE-IgnoreStart

import random
import warnings
from importlib.util import find_spec
from pathlib import Path

import pytest

from xingtu.detect.detector import Blob
from xingtu.detect.licences import engine

SHIPPED = ("gpl-2.0.LICENSE", "bsd-new.LICENSE", "mulanpsl-2.0.LICENSE", "public-domain.LICENSE")
RULES = 14
CHINESE = "版权所有 (c) 2023 某某公司\n本项目采用木兰宽松许可证，第2版。\n您可以自由复制、使用、修改、分发本软件，不论修改与否。\n"
HEADER = (
    "/*\n * Copyright (C) 2009-2012, 2015 Ada Lovelace <ada@example.org>, All rights reserved.\n *\n"
    " * Permission to use, copy, modify, and distribute this software for any purpose with or without fee is hereby granted,\n"
    " * provided that the above copyright notice and this permission notice appear in all copies.\n */\n"
)
CODE = "static int walk(struct node *n)\n{\n    if (!n) return 0; /* nothing to do */\n    return 1 + walk(n->next);\n}\n\n"


@pytest.fixture(scope="session")
def scancode() -> bool:
    """The index is there; whether it is accelerated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its imports warn of their own neighbours
        return engine.load()


@pytest.fixture(scope="session")
def corpus() -> list[Blob]:
    """Dense licence text out of ScanCode's own data, ordinary files, and what trips readers up."""
    return [*_shipped(), *_ordinary(), *_awkward()]


def _shipped() -> list[Blob]:
    spec = find_spec("licensedcode")
    assert spec is not None
    assert spec.origin is not None
    data = Path(spec.origin).parent / "data"
    rules = random.Random(20260101).sample(sorted((data / "rules").glob("*.RULE")), RULES)  # noqa: S311 -- always the same ones
    files = [data / "licenses" / name for name in SHIPPED] + rules
    mixed = b"\n\n".join(rule.read_bytes() for rule in rules[:4])
    return [*(Blob(file.read_bytes(), f"LICENSES/{file.stem}.txt") for file in files), Blob(mixed, "NOTICE"), Blob(mixed, "src/notice.c")]


def _ordinary() -> list[Blob]:
    return [
        Blob((HEADER + CODE * 40).encode(), "src/walk.c"),
        Blob(('"""Tools."""\n# SPDX-License-Identifier: MIT OR Apache-2.0\n\n' + "def f(x):\n    return x\n\n" * 30).encode(), "tools.py"),
        Blob(b'{"name": "thing", "version": "1.0", "license": "MIT", "author": "Ada <ada@example.org>"}\n', "package.json"),
        Blob(b"# Thing\n\n## License\n\nThis project is licensed under the GPL v2 or later. See the COPYING file.\n", "README.md"),
        Blob(b"<html><body><p>Copyright &copy; 2001 <b>Ada</b>, <i>Bob</i></p>\nLicensed under the MIT license</body></html>\n", "a.html"),
        Blob("Autoren: Jürgen Müller, Łukasz Ż.\n© 2011–2013 Müller & Söhne GmbH. Lizenz: GPLv3\n".encode(), "AUTHORS"),
    ]


def _awkward() -> list[Blob]:
    return [
        Blob(b"", "empty.txt"),
        Blob(b"\n\n \n", "blank.py"),
        Blob(bytes(range(256)) * 40 + b"Copyright (c) 1999 Somebody GPL MIT", "firmware.bin"),
        Blob((HEADER + CODE * 10).replace("\n", "\r\n").encode(), "src/dos.c"),
        Blob(b"!function(e){" + b'var t="MIT License";e.push(t,"\\n(c) 2014 A. Uthor");' * 400 + b"}();", "app.min.js"),
        Blob(b"x = [" + b"1234567, " * 9000 + b"]  # licensed under the Apache License, Version 2.0\n", "table.py"),
        Blob(CHINESE.encode(), "许可证.md"),
        Blob((CHINESE * 8).encode("gb18030"), "说明.txt"),
        Blob(("# " + CHINESE + "MIT License\n").encode("utf-16"), "wide.txt"),
        Blob(HEADER.replace("Ada", "İstanbul ſtraße ﬁ").encode(), "src/letters.c"),
        Blob(b"All rights re-\nserved. (C) 2003\n\nby\n\n2004, 2005\n\nJohn Doe\n\nhttp://example.org\n", "scattered.txt"),
        Blob(b"%PDF-1.4 no real one\n1 0 obj\nCopyright 2020\n", "broken.pdf"),
    ]
