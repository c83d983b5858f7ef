"""A nested stack: its template, what is passed to it, and what it must go through first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import troposphere
from troposphere import Join, Ref
from troposphere.cloudformation import Stack

from influmojo_cfn.cloudformation.parameters import is_list_type
from influmojo_cfn.template.frame import CONTEXT

STACK = "AWS::CloudFormation::Stack"
PACKAGE_FIRST = (
    "TemplateURL is a file: `aws cloudformation package` uploads it and puts its address here."
)


def exempt(*rules: str) -> dict[str, Any]:
    """Return the metadata that exempts a resource or template from rules of cfn-lint.

    W3002 warns of a file's path as an address, I4010 of a resource without a reason.
    """
    return {"cfn-lint": {"config": {"ignore_checks": list(rules)}}}


def nested_stack(
    logical_id: str, url: Any, parameters: Mapping[str, Any], why: str, tags: Mapping[str, str]
) -> Stack:
    """Return a nested stack; ``url`` is the address of its template, or a file next to the root."""
    metadata: dict[str, Any] = {CONTEXT: {"why": why}}
    if isinstance(url, str) and "://" not in url:
        metadata[CONTEXT]["must"] = [PACKAGE_FIRST]
        metadata |= exempt("W3002")
    return Stack(
        logical_id,
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
        Metadata=metadata,
        TemplateURL=url,
        Parameters=dict(parameters),
        Tags=troposphere.Tags(**tags),
    )


def passed_down(name: str, kind: str) -> Any:
    """Return what a nested stack's parameter takes: that of its root, of this type.

    A nested stack's parameter is a string: a list is passed joined with commas.
    """
    return Join(",", Ref(name)) if is_list_type(kind) else Ref(name)
