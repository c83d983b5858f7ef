"""Roles made of policy documents, as the console has them, for those who have no template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from influmojo_cfn.cloudformation import read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.iam.document import Policy, read_policy
from influmojo_cfn.input_files import POLICY, not_one
from influmojo_cfn.service_roles.call_row import RoleKind


def role_of_policies(
    kind: RoleKind, files: Sequence[FilePath], environment: Environment
) -> TemplateRole:
    """Return a role that has the policies of files, each a document or what the CLI prints of one.

    Its trust policy is not known.

    Raises:
        Error: a file cannot be read.
        TemplateError: one holds no policy document, or a wrong one; every problem is listed.
    """
    policies: list[Policy] = []
    problems: list[Problem] = []
    for file in files:
        policy, wrong = _policy(file)
        policies.append(policy)
        problems += wrong
    if problems:
        raise TemplateError(problems)
    name = f"of {', '.join(map(str, files))}"
    return TemplateRole(
        logical_id=name,
        name=name,
        arn=f"arn:{environment.known_partition}:iam::{environment.account}:role/{kind}",
        policies=tuple(policies),
        trust=Policy((), "trust policy"),
        environment=environment,
    )


def _policy(file: FilePath) -> tuple[Policy, Sequence[Problem]]:
    document = read_document(file)
    data: Any = document.data
    path: tuple[str, ...] = ()
    # aws iam get-role-policy and get-policy-version print the document below these keys.
    for key in ("PolicyVersion", "PolicyDocument", "Document"):
        if isinstance(data, Mapping) and "Statement" not in data and key in data:
            data, path = data[key], (*path, key)
    if not isinstance(data, Mapping) or "Statement" not in data:
        return Policy((), str(file)), [Problem("", not_one(data, POLICY), document.source)]
    return read_policy(data, name=file.name, path=path, source=document)
