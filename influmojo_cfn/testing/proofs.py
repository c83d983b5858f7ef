"""Proofs in tests of one's own: what a change adds, and what a role can never do."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from typing import Any

from influmojo_cfn.arguments import CONDITIONS, TEXT, TEXTS, check_arguments
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.reader import documents_kept
from influmojo_cfn.cloudformation.source import Source, read_source
from influmojo_cfn.errors import Problem, TemplateError, key_path
from influmojo_cfn.proof.access import ProofAnswer
from influmojo_cfn.proof.claim_results import SAYS_NOTHING, ClaimResult
from influmojo_cfn.proof.claims import (
    malformed_resource,
    parse_claims,
    unknown_action,
    unknown_in_conditions,
)
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.proof.prove import Prover
from influmojo_cfn.proof.targets import is_template
from influmojo_cfn.report.excess import example, line_of
from influmojo_cfn.testing.role import RoleUnderTest

_asked_before: dict[tuple[str, str], Document] = {}
"""The last files that were asked about: many assertions are about one template."""


def assert_no_new_access(
    old: Source,
    new: Source,
    *,
    role: str | None = None,
    parameters: Mapping[str, str] | None = None,
    account: str | None = None,
    region: str | None = None,
    partition: str = "",
    stack_name: str | None = None,
) -> None:
    """Assert that no role of ``new`` can do anything that it could not do in ``old``.

    Permissions and trust policies of every role are compared, or of the one that ``role`` names,
    and all other policies of the templates. Two policy documents are compared as they are.
    Parameters without a value are left open.

    >>> from influmojo_cfn.testing import assert_no_new_access
    >>> template = "templates/influmojo-ecs-iam.yaml"
    >>> assert_no_new_access(template, template)

    Args:
        old: a template or policy document: a file, ``REVISION:PATH`` such as
            ``main:template.yaml``, or the document as a dict.
        new: the same, after the change.
        role: the only role, user, group or permission set to compare, by logical ID or name.
        parameters: parameter values for both sides.
        account: the account's ID, 12 digits; 111122223333 unless given.
        region: the Region's code; us-east-1 unless given.
        partition: the Region's own, unless given.
        stack_name: what ``AWS::StackName`` represents; unknown unless given.

    Raises:
        AssertionError: something was gained, or cannot be excluded; a request shows it.
        TemplateError: a document cannot be read.

    Source:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
    """
    check_arguments(role=(role, TEXT.or_none()))
    environment = Environment.checked(
        parameters=parameters,
        account=account,
        region=region,
        partition=partition,
        stack_name=stack_name,
    )
    found = compare_documents(
        read_source(old), read_source(new), environment=environment, role=role
    )
    lines = [
        line
        for change in found.changes
        if change.may_be_wider
        for line in (f"{change.role}, {change.part}: new access", *_lines(change.gained))
    ]
    if lines:
        raise AssertionError("\n".join(lines))


def assert_never(
    subject: RoleUnderTest | Source,
    actions: str | Sequence[str],
    resources: str | Sequence[str] = "*",
    *,
    role: str | None = None,
    not_resources: str | Sequence[str] | None = None,
    conditions: Mapping[str, Mapping[str, Any]] | None = None,
    parameters: Mapping[str, str] | None = None,
    account: str | None = None,
    region: str | None = None,
    partition: str = "",
    stack_name: str | None = None,
) -> None:
    """Assert that no request on these actions and resources is ever allowed.

    It is proven as a ``never`` claim is, with what policies of resources grant the role. Parameters
    have each value, and the template is in each place, that it tells apart.

    >>> from influmojo_cfn.testing import assert_never
    >>> assert_never("templates/influmojo-ecs-iam.yaml", "iam:*", role="TaskRole")

    Args:
        subject: a :class:`Role`; a policy document; or, with ``role``, a template. The last two
            are a file, ``REVISION:PATH`` or a dict.
        actions: patterns of actions.
        resources: patterns of resources.
        role: the template's role, user, group or permission set, by logical ID or name.
        not_resources: with this, all resources but these.
        conditions: only requests of which these hold, as a policy writes conditions.
        parameters: parameter values of the template, which do not vary then.
        account: the account's ID, 12 digits; 111122223333 unless given.
        region: the Region's code; us-east-1 unless given.
        partition: the Region's own, unless given.
        stack_name: what ``AWS::StackName`` represents; unknown unless given.

    Raises:
        AssertionError: some request is allowed, or that cannot be excluded; a request shows it.
        TemplateError: what is asserted cannot be read, or names an action, an operator or a global
            condition key that doesn't exist. Nothing would be asserted then.

    Source:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
    """
    check_arguments(
        actions=(actions, TEXTS),
        resources=(resources, TEXTS),
        not_resources=(not_resources, TEXTS.or_none()),
        conditions=(conditions, CONDITIONS.or_none()),
        role=(role, TEXT.or_none()),
    )
    _check(_listed(actions), conditions or {})
    _check_resources("resources", resources)
    _check_resources("not_resources", not_resources or ())
    requests: dict[str, Any] = {"actions": _listed(actions), "conditions": dict(conditions or {})}
    if not_resources is None:
        requests["resources"] = _listed(resources)
    else:
        requests["not-resources"] = _listed(not_resources)
    document, environment, name = _asked(
        subject,
        role,
        parameters=parameters,
        account=account,
        region=region,
        partition=partition,
        stack_name=stack_name,
    )
    claim = {"claim": "never", "never": requests, **({"role": name} if name else {})}
    claims = parse_claims(Document({"claims": [claim]}))
    report = Prover(document, claims, environment=environment).prove()
    if any(finding.answer is SAYS_NOTHING for finding in report.findings):
        message = f"no request on {reprlib.repr(_listed(actions))} is of this shape"
        raise TemplateError(Problem("resources", f"{message}, so nothing is asserted"))
    if not report.proven:
        found = [line for finding in report.findings for line in _against(finding)]
        assumed = [f"  assumed: {text}" for text in (*report.assumptions, report.place) if text]
        raise AssertionError("\n".join(["what must never be allowed is", *found, *assumed]))


def _against(found: ClaimResult) -> list[str]:
    values = [f"{name}={value or '(empty)'}" for name, value in found.values]
    return [*([f"  with {', '.join(values)}"] if values else []), *_lines(found.answer)]


def _asked(
    subject: RoleUnderTest | Source, role: str | None, **deployment: Any
) -> tuple[Document, Environment, str]:
    """Return what is asserted of: a document, where it is deployed, and the role's name."""
    if isinstance(subject, RoleUnderTest):
        given = ["role"] if role is not None else [name for name in deployment if deployment[name]]
        if given:
            message = "cannot be combined with a Role, which has its own; give a template"
            raise TemplateError(Problem(given[0], message))
        return subject.document, subject.role.environment, subject.role.logical_id
    with documents_kept(_asked_before):
        document = read_source(subject)
    if is_template(document) and role is None:
        raise TemplateError(Problem("role", "is missing; name a role of the template"))
    if not is_template(document) and role is not None:
        raise TemplateError(Problem("role", "is given, and the document has no roles"))
    return document, Environment.checked(**deployment), role or ""


def _check(actions: Sequence[str], conditions: Mapping[str, Mapping[str, Any]]) -> None:
    found = [Problem("actions", unknown_action(text)) for text in actions]
    for path, message in unknown_in_conditions(conditions):
        found.append(Problem(key_path(("conditions", *path)), message))
    problems = [problem for problem in found if problem.message]
    if problems:
        raise TemplateError(problems)


def _check_resources(name: str, texts: str | Sequence[str]) -> None:
    problems = [
        Problem(name, message) for text in _listed(texts) if (message := malformed_resource(text))
    ]
    if problems:
        raise TemplateError(problems)


def _listed(texts: str | Sequence[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def _lines(answer: ProofAnswer) -> list[str]:
    lines: list[str] = []
    for found in answer.excesses:
        lines += [f"  {line_of(found)}", f"    for example: {example(found.counterexample)}"]
    return lines + [f"  not known: {reason}" for reason in answer.unknown]
