"""Small bills of materials that say the same in four forms."""

import json
from typing import Any


def cyclonedx(**changed: Any) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
        "version": 1,
        "metadata": {
            "timestamp": "2026-11-01T08:00:00Z",
            "authors": [{"name": "沈若川 <shen@example.com>", "email": "shen@example.com"}],
            "supplier": {"name": "砺轴工业软件有限公司"},
            "tools": {"components": [{"type": "application", "name": "sbomtool", "version": "2.1"}]},
            "component": {"type": "application", "bom-ref": "root", "name": "gearsim", "version": "3.2"},
        },
        "components": [
            {
                "type": "library",
                "bom-ref": "a",
                "name": "jinja2",
                "version": "3.1.2",
                "purl": "pkg:pypi/Jinja2@3.1.2",
                "components": [
                    {"type": "library", "bom-ref": "c", "name": "c", "version": "1", "purl": "pkg:npm/%40s/c@1.0.0", "scope": "excluded"}
                ],
            },
            {
                "type": "library",
                "bom-ref": "b",
                "name": "b",
                "version": "1.2.3",
                "purl": "pkg:golang/github.com/a/b@v1.2.3",
                "scope": "optional",
            },
            {"type": "library", "bom-ref": "d", "name": "zlib", "version": "1.3"},
            {"type": "library", "bom-ref": "e", "name": "actions", "version": "4", "purl": "pkg:githubactions/actions/checkout@4"},
            {"type": "file", "bom-ref": "f", "name": "README.md"},
        ],
        "dependencies": [
            {"ref": "root", "dependsOn": ["a", "d"]},
            {"ref": "a", "dependsOn": ["b"]},
            {"ref": "b", "dependsOn": ["a"]},
        ],
        **changed,
    }


def text_of(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


XML = """\
<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79" version="1">
  <metadata>
    <timestamp>2026-11-01T08:00:00Z</timestamp>
    <tools><components><component type="application"><name>sbomtool</name><version>2.1</version></component></components></tools>
    <authors><author><name>沈若川 &lt;shen@example.com&gt;</name><email>shen@example.com</email></author></authors>
    <component type="application" bom-ref="root"><name>gearsim</name><version>3.2</version></component>
    <supplier><name>砺轴工业软件有限公司</name></supplier>
  </metadata>
  <components>
    <component type="library" bom-ref="a">
      <name>jinja2</name><version>3.1.2</version><purl>pkg:pypi/Jinja2@3.1.2</purl>
      <components>
        <component type="library" bom-ref="c"><name>c</name><version>1</version><scope>excluded</scope>
          <purl>pkg:npm/%40s/c@1.0.0</purl></component>
      </components>
    </component>
    <component type="library" bom-ref="b">
      <name>b</name><version>1.2.3</version><scope>optional</scope><purl>pkg:golang/github.com/a/b@v1.2.3</purl>
    </component>
    <component type="library" bom-ref="d"><name>zlib</name><version>1.3</version></component>
    <component type="library" bom-ref="e"><name>actions</name><version>4</version>
      <purl>pkg:githubactions/actions/checkout@4</purl></component>
    <component type="file" bom-ref="f"><name>README.md</name></component>
  </components>
  <dependencies>
    <dependency ref="root"><dependency ref="a"/><dependency ref="d"/></dependency>
    <dependency ref="a"><dependency ref="b"/></dependency>
    <dependency ref="b"><dependency ref="a"/></dependency>
  </dependencies>
</bom>
""".encode()


def package(ident: str, name: str, version: str, purl: str = "", **more: Any) -> dict[str, Any]:
    reference = {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
    return {
        "SPDXID": f"SPDXRef-{ident}",
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        **({"externalRefs": [reference]} if purl else {}),
        **more,
    }


def spdx(**changed: Any) -> dict[str, Any]:
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "gearsim-3.2",
        "documentNamespace": "https://example.org/gearsim-3.2",
        "creationInfo": {
            "created": "2026-11-01T08:00:00Z",
            "creators": ["Person: 沈若川 (shen@example.com)", "Organization: 砺轴工业软件有限公司", "Tool: sbomtool-2.1"],
        },
        "packages": [
            package("root", "gearsim", "3.2"),
            package("a", "jinja2", "3.1.2", "pkg:pypi/Jinja2@3.1.2"),
            package("b", "b", "1.2.3", "pkg:golang/github.com/a/b@v1.2.3"),
            package("c", "c", "1", "pkg:npm/%40s/c@1.0.0"),
            package("d", "zlib", "1.3"),
            package("e", "actions", "4", "pkg:githubactions/actions/checkout@4"),
            package("f", "README.md", "NOASSERTION", primaryPackagePurpose="FILE"),
        ],
        "relationships": [
            relationship("DOCUMENT", "DESCRIBES", "root"),
            relationship("root", "DEPENDS_ON", "a"),
            relationship("b", "OPTIONAL_DEPENDENCY_OF", "a"),
            relationship("c", "DEV_DEPENDENCY_OF", "a"),
            relationship("a", "DEPENDENCY_OF", "b"),
        ],
        **changed,
    }


def relationship(one: str, kind: str, other: str) -> dict[str, str]:
    return {"spdxElementId": f"SPDXRef-{one}", "relationshipType": kind, "relatedSpdxElement": f"SPDXRef-{other}"}


TAG_VALUE = """\
SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: gearsim-3.2
DocumentNamespace: https://example.org/gearsim-3.2
DocumentComment: <text>Anything,
PackageName: not a package
at all.</text>
Creator: Person: 沈若川 (shen@example.com)
Creator: Organization: 砺轴工业软件有限公司
Creator: Tool: sbomtool-2.1
Created: 2026-11-01T08:00:00Z

# a comment
PackageName: gearsim
SPDXID: SPDXRef-root
PackageVersion: 3.2
PackageDownloadLocation: NOASSERTION

PackageName: jinja2
SPDXID: SPDXRef-a
PackageVersion: 3.1.2
ExternalRef: SECURITY cpe23Type cpe:2.3:a:x:jinja2:3.1.2:*:*:*:*:*:*:*
ExternalRef: PACKAGE-MANAGER purl pkg:pypi/Jinja2@3.1.2

PackageName: b
SPDXID: SPDXRef-b
PackageVersion: 1.2.3
ExternalRef: PACKAGE_MANAGER purl pkg:golang/github.com/a/b@v1.2.3

PackageName: c
SPDXID: SPDXRef-c
ExternalRef: PACKAGE-MANAGER purl pkg:npm/%40s/c@1.0.0

PackageName: zlib
SPDXID: SPDXRef-d
PackageVersion: 1.3

FileName: ./README.md
SPDXID: SPDXRef-file

PackageName: actions
SPDXID: SPDXRef-e
PackageVersion: 4
ExternalRef: PACKAGE-MANAGER purl pkg:githubactions/actions/checkout@4

PackageName: README.md
SPDXID: SPDXRef-f
PrimaryPackagePurpose: FILE

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-root
Relationship: SPDXRef-root DEPENDS_ON SPDXRef-a
Relationship: SPDXRef-b OPTIONAL_DEPENDENCY_OF SPDXRef-a
Relationship: SPDXRef-c DEV_DEPENDENCY_OF SPDXRef-a
Relationship: SPDXRef-a DEPENDENCY_OF SPDXRef-b
""".encode()

FOUR = {"cyclonedx-json": text_of(cyclonedx()), "cyclonedx-xml": XML, "spdx-json": text_of(spdx()), "spdx-tag-value": TAG_VALUE}
