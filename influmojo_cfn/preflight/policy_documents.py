"""Roles made of policy documents, as the console has them, for those who have no template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import Any

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.cloudformation.source import Source, read_source
from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.iam.document import Policy, read_policy
from influmojo_cfn.input_files import POLICY, not_one
from influmojo_cfn.service_roles.call_row import RoleKind


def role_of_policies(
    kind: RoleKind, sources: Sequence[Source], environment: Environment
) -> TemplateRole:
    """Return a role that has some policies, each a document or what the AWS CLI prints of one.

    Its trust policy is not known.

    Raises:
        Error: a source cannot be read.
        TemplateError: one holds no policy document, or a wrong one; every problem is listed.
    """
    policies: list[Policy] = []
    problems: list[Problem] = []
    for source in sources:
        policy, wrong = _policy(source)
        policies.append(policy)
        problems += wrong
    if problems:
        raise TemplateError(problems)
    named = ("a policy" if isinstance(each, Mapping) else str(each) for each in sources)
    name = f"of {', '.join(named)}"
    return TemplateRole(
        logical_id=name,
        name=name,
        arn=f"arn:{environment.known_partition}:iam::{environment.account}:role/{kind}",
        policies=tuple(policies),
        trust=Policy((), "trust policy"),
        environment=environment,
    )


def _policy(source: Source) -> tuple[Policy, Sequence[Problem]]:
    document = read_source(source)
    name = PurePath(document.source).name or "a policy"
    data: Any = document.data
    path: tuple[str, ...] = ()
    # aws iam get-role-policy and get-policy-version print the document below these keys.
    for key in ("PolicyVersion", "PolicyDocument", "Document"):
        if isinstance(data, Mapping) and "Statement" not in data and key in data:
            data, path = data[key], (*path, key)
    if not isinstance(data, Mapping) or "Statement" not in data:
        return Policy((), name), [Problem("", not_one(data, POLICY), document.source)]
    return read_policy(data, name=name, path=path, source=document)
