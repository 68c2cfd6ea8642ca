"""What do CycloneDX's words for a statement mean in OpenVEX's, and which of ours has neither?

Where several words of one are one of the other, the way back is a choice; the exact word then stands beside it in a property.
"""

from collections.abc import Mapping
from types import MappingProxyType

from xingtu.facts.statements import AFFECTED, FIXED, NOT_AFFECTED, UNDER_INVESTIGATION

STATUS_OF: Mapping[str, str] = MappingProxyType(
    {
        "not_affected": NOT_AFFECTED,
        "false_positive": NOT_AFFECTED,
        "exploitable": AFFECTED,
        "in_triage": UNDER_INVESTIGATION,
        "resolved": FIXED,
        "resolved_with_pedigree": FIXED,
    }
)
STATE_FOR: Mapping[str, str] = MappingProxyType(
    {NOT_AFFECTED: "not_affected", AFFECTED: "exploitable", UNDER_INVESTIGATION: "in_triage", FIXED: "resolved"}
)
JUSTIFICATION_OF: Mapping[str, str] = MappingProxyType(
    {
        "code_not_present": "vulnerable_code_not_present",
        "code_not_reachable": "vulnerable_code_not_in_execute_path",
        "requires_configuration": "vulnerable_code_cannot_be_controlled_by_adversary",
        "requires_dependency": "component_not_present",
        "requires_environment": "vulnerable_code_cannot_be_controlled_by_adversary",
        "protected_by_compiler": "inline_mitigations_already_exist",
        "protected_at_runtime": "inline_mitigations_already_exist",
        "protected_at_perimeter": "inline_mitigations_already_exist",
        "protected_by_mitigating_control": "inline_mitigations_already_exist",
    }
)
JUSTIFICATION_FOR: Mapping[str, str] = MappingProxyType(
    {
        "component_not_present": "code_not_present",
        "vulnerable_code_not_present": "code_not_present",
        "vulnerable_code_not_in_execute_path": "code_not_reachable",
        "vulnerable_code_cannot_be_controlled_by_adversary": "requires_environment",
        "inline_mitigations_already_exist": "protected_by_mitigating_control",
    }
)
FALSE_POSITIVE = "误报：该漏洞与此组件无关（文件未写明原因）"
"""What ``false_positive`` says where the document gives no reason in words."""

SCHEME = "xingtu:"
"""Of the IRIs that name a project, an organisation or the city in our documents."""
EXTRA = (
    "id", "kind", "reach", "reach_id", "justification", "impact", "action", "evidence", "author", "reviewer", "expires_on", "version_range",
    "seen_level", "seen_kev", "seen_versions", "seen_range",
)  # fmt: skip
"""Fields of a statement that a document of either kind may have no place for; they stand in it as one JSON object."""
PROPERTY = "xingtu:statement"
ANYTHING = "pkg:generic/anything"
"""Stands in our CycloneDX for whichever package a flaw is found in; the format wants something to refer to."""
