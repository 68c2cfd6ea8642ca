"""Which secrets were committed by mistake? Places only; a secret never leaves this function."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from xingtu.detect.detector import Blob, Detector
from xingtu.detect.secrets.rule import example, rules_digest
from xingtu.detect.secrets.scan import LARGEST_BYTES, mark, scan, text_of

NO_TEXT = re.compile(
    r"(?i)\.(?:png|jpe?g|gif|bmp|ico|webp|avif|tiff?|psd|pdf|zip|gz|tgz|bz2|xz|zst|7z|rar|tar|jar|war|ear|class|so|dll|dylib|exe|o|a|lib|pyc|pyo"
    r"|whl|egg|wasm|woff2?|ttf|otf|eot|mp[34]|m4a|wav|ogg|flac|avi|mov|webm|mkv|npy|npz|h5|parquet|pb|onnx|pt|pth|safetensors|bin|dat|mo)$"
)
MADE = re.compile(
    r"(?i)(?:\.lock|\.sum|\.min\.js|\.min\.css|\.map|\.svg|\.csv|\.tsv|\.po|\.pot|\.ipynb|\.snap|\.integrity)$"
    r"|^(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|go\.sum|uv\.lock|composer\.lock|packages\.lock\.json)$"
)
"""Lock files, translations and what programs write: only forms that belong to one provider count there."""


def wants(path: str) -> bool:
    """Every path but those of pictures, archives and other data."""
    return NO_TEXT.search(path.rpartition("/")[2]) is None


def detect(blob: Blob) -> Mapping[str, Any]:
    """Where secrets stand.

    state:   scanned, binary or too_large
    found:   {"rule": …, "line": …, "column": …, "mark": 16 bits of the secret's hash}
    more:    whether there were more than are told
    """
    if len(blob.content) > LARGEST_BYTES:
        return {"state": "too_large", "found": [], "more": False}
    content = text_of(blob.content)
    if content is None:
        return {"state": "binary", "found": [], "more": False}
    found, more = scan(content, blob.basename, made=MADE.search(blob.basename) is not None)
    return {"state": "scanned", "found": [asdict(one) for one in found], "more": more}


def tools() -> Mapping[str, str]:
    """The rules are all it depends on."""
    return {"rules": rules_digest()}


_TOKEN = example("ghp~~_<A36>")

DETECTOR = Detector(
    id="secret",
    version=1,
    name="密钥泄露",
    name_en="Committed secrets",
    wants=wants,
    detect=detect,
    tools=tools,
    cache_key=("basename",),
    examples=[
        (
            Blob(f"import os\ntoken = '{_TOKEN}'\n".encode(), "deploy.py"),
            {"found": [{"rule": "github_token", "line": 2, "column": 10, "mark": mark("github_token", _TOKEN.encode())}]},
        ),
        (Blob(b"token = os.environ['GITHUB_TOKEN']\n", "deploy.py"), {"found": []}),
        (Blob(b"password = 'change-me-please'\n", "settings.py"), {"state": "scanned", "found": []}),
    ],
    caveats=("只报位置，不报内容；不向任何服务验证密钥是否有效。", "没有特征格式又不带名称的密钥看不出来。"),
)
