"""Documents as cyclonedx-python-lib writes them, in every version it shares with us."""

import pytest
from cyclonedx.contrib.this.builders import this_component
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component as Theirs
from cyclonedx.model.component import ComponentScope, ComponentType
from cyclonedx.model.contact import OrganizationalContact, OrganizationalEntity
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from xingtu.detect.lockfiles.format import component
from xingtu.detect.sbom.formats import read_sbom
from xingtu.facts.components import DEV, RUNTIME


def made() -> Bom:
    root = Theirs(type=ComponentType.APPLICATION, name="gearsim", version="3.2", bom_ref="root")
    held = Theirs(
        name="jinja2", version="3.1.2", bom_ref="a", purl=PackageURL.from_string("pkg:pypi/jinja2@3.1.2"), scope=ComponentScope.REQUIRED
    )
    inner = Theirs(
        name="markupsafe", version="2.1", bom_ref="b", purl=PackageURL.from_string("pkg:pypi/markupsafe@2.1"), scope=ComponentScope.EXCLUDED
    )
    nameless = Theirs(name="zlib", version="1.3", bom_ref="c")
    bom = Bom(components=[held, inner, nameless])
    bom.metadata.component = root
    bom.metadata.tools.components.add(this_component())
    bom.metadata.authors.add(OrganizationalContact(name="沈若川", email="shen@example.com"))
    bom.metadata.supplier = OrganizationalEntity(name="砺轴")
    bom.register_dependency(root, [held])
    bom.register_dependency(held, [inner])
    return bom


@pytest.mark.parametrize("form", [OutputFormat.JSON, OutputFormat.XML])
@pytest.mark.parametrize("version", [SchemaVersion.V1_4, SchemaVersion.V1_5, SchemaVersion.V1_6, SchemaVersion.V1_7])
def test_a_document_of_the_library_is_read(version: SchemaVersion, form: OutputFormat) -> None:
    sbom = read_sbom(make_outputter(made(), form, version).output_as_string(indent=2).encode())
    lines = {one.name: one.line for one in sbom.components}
    assert sbom.components == (
        component("PyPI", "jinja2", "3.1.2", scope=RUNTIME, direct=True, line=lines["jinja2"]),
        component("PyPI", "markupsafe", "2.1", scope=DEV, direct=False, via=("jinja2",), line=lines["markupsafe"]),
    )
    assert [one.name for one in sbom.unidentified] == ["zlib"]
    assert (sbom.spec_version, sbom.subject, sbom.author) == (version.to_version(), "gearsim", "沈若川、砺轴")
    assert any("cyclonedx-python-lib" in tool for tool in sbom.tools)
    assert sbom.refused == 0
