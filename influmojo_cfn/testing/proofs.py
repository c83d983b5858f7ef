"""Proofs in tests of one's own: what a change adds, and what a role can never do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import Problem, TemplateError, key_path
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.access import Access, ProofAnswer
from influmojo_cfn.proof.claims import unknown_action, unknown_in_conditions
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.proof.question import excess
from influmojo_cfn.proof.targets import subject_of
from influmojo_cfn.proof.wording import example, line_of
from influmojo_cfn.testing.role import Role

Source = str | PathLike[str] | Mapping[str, Any]
"""A template or policy document: its file, or the document as a dict."""


def assert_no_new_access(
    old: Source,
    new: Source,
    *,
    role: str | None = None,
    parameters: Mapping[str, str] | None = None,
) -> None:
    """Assert that no role of ``new`` may do anything that it may not in ``old``.

    Permissions and trust policies of every role are compared, or of the one that ``role`` names,
    and all other policies of the templates; two policy documents are compared as they are.
    Parameters without a value are left open.

    Raises:
        AssertionError: something was gained, or cannot be excluded; a request shows it.
        TemplateError: a document cannot be read.
    """
    environment = Environment(parameters=dict(parameters or {}))
    found = compare_documents(_document(old), _document(new), environment=environment, role=role)
    lines = [
        line
        for change in found.changes
        if change.may_be_wider
        for line in (f"{change.role}, {change.part}: new access", *_lines(change.gained))
    ]
    if lines:
        raise AssertionError("\n".join(lines))


def assert_never(
    role: Role | Mapping[str, Any],
    actions: str | Sequence[str],
    resources: str | Sequence[str] = "*",
    *,
    not_resources: str | Sequence[str] | None = None,
    conditions: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Assert that no request of a role on these actions and resources is ever allowed.

    Args:
        role: the role, or a policy document.
        actions: patterns of actions.
        resources: patterns of resources.
        not_resources: with this, all resources but these.
        conditions: only requests of which these hold, as a policy writes conditions.

    Raises:
        AssertionError: some request is allowed, or that cannot be excluded; a request shows it.
        TemplateError: what is asserted cannot be read, or names an action, an operator or a global
            condition key that is none, so that nothing would be asserted.
    """
    _check(_listed(actions), conditions or {})
    statement: dict[str, Any] = {"Effect": "Allow", "Action": _listed(actions)}
    if not_resources is None:
        statement["Resource"] = _listed(resources)
    else:
        statement["NotResource"] = _listed(not_resources)
    if conditions:
        statement["Condition"] = dict(conditions)
    document = {"Version": "2012-10-17", "Statement": [statement]}
    forbidden = replace(parse_policy(document, name="never"), within_segments=True)
    if isinstance(role, Role):
        access = subject_of(role.role).permissions
    else:
        access = Access((parse_policy(role, name="policy"),))
    answer = excess(Access(()), [access, Access((forbidden,))])
    if answer.verdict != "proven":
        raise AssertionError("\n".join(["what must never be allowed is", *_lines(answer)]))


def _check(actions: Sequence[str], conditions: Mapping[str, Mapping[str, Any]]) -> None:
    found = [Problem("actions", unknown_action(text)) for text in actions]
    for path, message in unknown_in_conditions(conditions):
        found.append(Problem(key_path(("conditions", *path)), message))
    problems = [problem for problem in found if problem.message]
    if problems:
        raise TemplateError(problems)


def _document(source: Source) -> Document:
    return Document(source) if isinstance(source, Mapping) else read_document(Path(source))


def _listed(texts: str | Sequence[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def _lines(answer: ProofAnswer) -> list[str]:
    lines: list[str] = []
    for found in answer.excesses:
        lines += [f"  {line_of(found)}", f"    for example: {example(found.witness)}"]
    return lines + [f"  not known: {reason}" for reason in answer.unknown]
