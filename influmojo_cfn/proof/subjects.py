"""What a document holds that can be asked about: roles with their trust, or a single policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from influmojo_cfn.errors import TemplateError
from influmojo_cfn.evaluation.intrinsics import Environment
from influmojo_cfn.evaluation.policy import Kind, parse_policy
from influmojo_cfn.evaluation.roles import Role, roles_of
from influmojo_cfn.proof.access import Access
from influmojo_cfn.yaml import Document

POLICY = "policy"
"""What the only subject of a bare policy document is called."""


@dataclass(frozen=True)
class Subject:
    """A role of a template, or a bare policy document, which has no trust policy beside it."""

    name: str
    permissions: Access
    trust: Access | None = None
    role: Role | None = None


NOBODY = Subject("", Access(()), Access(()))
"""Stands for a role that is not there: it can do nothing, and nobody can become it."""


def subject_of(role: Role) -> Subject:
    """Give what can be asked about a role."""
    boundary = None if role.boundary is None else (role.boundary,)
    return Subject(role.logical_id, Access(role.policies, boundary), Access((role.trust,)), role)


def is_template(document: Document) -> bool:
    """Whether a document is a CloudFormation template."""
    return isinstance(document.data, Mapping) and "Resources" in document.data


def is_policy(document: Document) -> bool:
    """Whether a document is a policy."""
    return isinstance(document.data, Mapping) and "Statement" in document.data


def policy_kind(data: Mapping[str, Any]) -> Kind:
    """Tell what kind of policy a document is by the elements of its statements."""
    rows = data.get("Statement", [])
    found = [
        row for row in (rows if isinstance(rows, list) else [rows]) if isinstance(row, Mapping)
    ]
    if not any("Principal" in row or "NotPrincipal" in row for row in found):
        return "identity"
    named = any("Resource" in row or "NotResource" in row for row in found)
    return "resource" if named else "trust"


def subjects_of(document: Document, environment: Environment) -> dict[str, Subject]:
    """Give the subjects of a template or a policy document, by logical ID.

    Raises:
        TemplateError: it is neither, or a policy in it is wrong; every problem is listed.
    """
    if is_template(document):
        return {name: subject_of(role) for name, role in roles_of(document, environment).items()}
    if not is_policy(document):
        raise TemplateError(
            f"{document.source}: is neither a template (it has no Resources) nor a policy document"
            " (it has no Statement)"
        )
    policy = parse_policy(
        document.data, kind=policy_kind(document.data), name=document.source, source=document
    )
    return {POLICY: Subject(POLICY, Access((policy,)))}
