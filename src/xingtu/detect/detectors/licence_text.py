"""Which licences and copyright lines stand in a file? ScanCode's own answer, with a Chinese layer beside it."""

from typing import Any

from xingtu.detect.detector import Blob, Detector
from xingtu.detect.licences import engine

SPDX_HEADER = b"// SPDX-License-Identifier: MulanPSL-2.0\n// Copyright (c) 2024 Xingtu contributors\nint answer(void) { return 42; }\n"
SEE_LICENSE = b"Permission to use this is granted. See the LICENSE file.\n\nint answer(void) { return 42; }\n"
CHINESE_NOTICE = "# 本项目采用木兰宽松许可证第2版。\nanswer = 42\n".encode()
NOTHING = b"int main(void)\n{\n    return 0;\n}\n"


def detect(blob: Blob) -> dict[str, Any]:
    """What ``engine.scan`` says; loads the index at the first call."""
    return engine.scan(blob)


DETECTOR = Detector(
    id="licence_text",
    version=engine.ANSWER,
    name="许可证与版权声明",
    name_en="Licence texts, notices, references and copyright lines",
    wants=lambda _path: True,
    detect=detect,
    examples=(
        (
            Blob(SPDX_HEADER, "src/answer.c"),
            {
                "spdx": "MulanPSL-2.0",
                "expression": "mulanpsl-2.0",
                "copyrights": [{"text": "Copyright (c) 2024 Xingtu contributors", "line": 2}],
                "holders": ["Xingtu contributors"],
                "chinese": [],
            },
        ),
        (
            Blob(CHINESE_NOTICE, "answer.py"),
            {"spdx": "", "detections": [], "clues": []},
        ),
        (
            Blob(NOTHING, "main.c"),
            {"spdx": "", "expression": "", "detections": [], "clues": [], "copyrights": [], "holders": [], "chinese": []},
        ),
    ),
    tools=engine.tools,
    cache_key=("basename", "in_locale_path"),
    caveats=(
        "ScanCode 的答案原样保留：它看不出的中文许可证由 chinese 一层补充，误报也不删去，只在树的层面降级。",
        "版权行的年份取 1960–2049 年；ScanCode 自己取到运行当天，那不是文件的性质。",
        "不认得扫描图片、Office 文档和压缩包里的文字。",
    ),
)
