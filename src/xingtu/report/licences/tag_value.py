"""How is an SPDX 2.3 document written as lines of ``Tag: value``?

It takes the document as JSON holds it. A package's files follow it, which is how tag-value says that they are its own.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

TAGS = {
    "spdxVersion": "SPDXVersion",
    "dataLicense": "DataLicense",
    "SPDXID": "SPDXID",
    "name": "DocumentName",
    "documentNamespace": "DocumentNamespace",
}
PACKAGE_TAGS = {
    "name": "PackageName",
    "SPDXID": "SPDXID",
    "versionInfo": "PackageVersion",
    "downloadLocation": "PackageDownloadLocation",
    "filesAnalyzed": "FilesAnalyzed",
    "licenseConcluded": "PackageLicenseConcluded",
    "licenseInfoFromFiles": "PackageLicenseInfoFromFiles",
    "licenseDeclared": "PackageLicenseDeclared",
    "licenseComments": "PackageLicenseComments",
    "copyrightText": "PackageCopyrightText",
    "comment": "PackageComment",
}
FILE_TAGS = {
    "fileName": "FileName",
    "SPDXID": "SPDXID",
    "licenseConcluded": "LicenseConcluded",
    "licenseInfoInFiles": "LicenseInfoInFile",
    "copyrightText": "FileCopyrightText",
    "comment": "FileComment",
}
SEVERAL_LINES = frozenset({"licenseComments", "copyrightText", "comment", "extractedText"})
WITHOUT_MARKS = frozenset({"NONE", "NOASSERTION"})


def tag_value(content: Mapping[str, Any]) -> str:
    """The document, with a final newline."""
    return "\n".join(_lines(content)) + "\n"


def _lines(content: Mapping[str, Any]) -> Iterator[str]:
    yield from _tags(content, TAGS)
    yield f"DocumentComment: {_marked(content['comment'])}"
    creation = content["creationInfo"]
    for creator in creation["creators"]:
        yield f"Creator: {creator}"
    yield f"Created: {creation['created']}"
    yield f"CreatorComment: {_marked(creation['comment'])}"
    files = {file["SPDXID"]: file for file in content["files"]}
    members: dict[str, list[Mapping[str, Any]]] = {}
    for relationship in content["relationships"]:
        if (file := files.get(relationship["relatedSpdxElement"])) is not None:
            members.setdefault(relationship["spdxElementId"], []).append(file)
    for package in content["packages"]:
        yield from _package(package)
        for file in members.get(package["SPDXID"], ()):
            yield from _file(file)
    for extracted in content["hasExtractedLicensingInfos"]:
        yield ""
        yield f"LicenseID: {extracted['licenseId']}"
        yield f"ExtractedText: {_marked(extracted['extractedText'])}"
        yield f"LicenseName: {extracted['name']}"
    yield ""
    for relationship in content["relationships"]:
        if relationship["relatedSpdxElement"] not in files:
            yield f"Relationship: {relationship['spdxElementId']} {relationship['relationshipType']} {relationship['relatedSpdxElement']}"


def _package(package: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield from _tags(package, PACKAGE_TAGS)
    if code := package.get("packageVerificationCode"):
        yield f"PackageVerificationCode: {code['packageVerificationCodeValue']}"


def _file(file: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield from _tags(file, FILE_TAGS)
    for checksum in file["checksums"]:
        yield f"FileChecksum: {checksum['algorithm']}: {checksum['checksumValue']}"


def _tags(content: Mapping[str, Any], tags: Mapping[str, str]) -> Iterator[str]:
    for key, tag in tags.items():
        if key in content:
            for value in _each(content[key]):
                yield f"{tag}: {_marked(value) if key in SEVERAL_LINES else value}"


def _each(value: Any) -> Iterable[str]:  # noqa: ANN401 -- text, flag or a list of texts
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)


def _marked(text: str) -> str:
    """A text of any number of lines; what would end it early is broken."""
    return text if text in WITHOUT_MARKS else f"<text>{text.replace('</text>', '</ text>')}</text>"
