"""Proofs in tests of one's own: what a change adds, and what a role can never do."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from influmojo_cfn.arguments import CONDITIONS, TEXT, TEXTS, check_arguments
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.source import Source, read_source
from influmojo_cfn.errors import Problem, TemplateError, key_path
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.access import NOTHING, Access, ProofAnswer
from influmojo_cfn.proof.claim_judge import has_no_request
from influmojo_cfn.proof.claims import malformed_resource, unknown_action, unknown_in_conditions
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.proof.question import ask
from influmojo_cfn.proof.targets import is_template, target_of
from influmojo_cfn.report.excess import example, line_of
from influmojo_cfn.testing.role import RoleUnderTest


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
        role: the only role to compare, by logical ID or role name.
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

    >>> from influmojo_cfn.testing import assert_never
    >>> assert_never("templates/influmojo-ecs-iam.yaml", "iam:*", role="TaskRole")

    Args:
        subject: a :class:`Role`; a policy document; or, with ``role``, a template. The last two
            are a file, ``REVISION:PATH`` or a dict.
        actions: patterns of actions.
        resources: patterns of resources.
        role: the template's role, by logical ID or role name.
        not_resources: with this, all resources but these.
        conditions: only requests of which these hold, as a policy writes conditions.
        parameters: parameter values of the template.
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
    statement: dict[str, Any] = {"Effect": "Allow", "Action": _listed(actions)}
    if not_resources is None:
        statement["Resource"] = _listed(resources)
    else:
        statement["NotResource"] = _listed(not_resources)
    if conditions:
        statement["Condition"] = dict(conditions)
    document = {"Version": "2012-10-17", "Statement": [statement]}
    forbidden = replace(parse_policy(document, name="never"), within_segments=True)
    if has_no_request(Access((forbidden,))):
        message = f"no request on {reprlib.repr(_listed(actions))} is of this shape"
        raise TemplateError(Problem("resources", f"{message}, so nothing is asserted"))
    access, unread = _access(
        subject,
        role,
        parameters=parameters,
        account=account,
        region=region,
        partition=partition,
        stack_name=stack_name,
    )
    answer = ask(NOTHING, [access, Access((forbidden,))])
    answer = replace(answer, unknown=(*answer.unknown, *unread))
    if answer.verdict != "proven":
        raise AssertionError("\n".join(["what must never be allowed is", *_lines(answer)]))


def _access(
    subject: RoleUnderTest | Source, role: str | None, **deployment: Any
) -> tuple[Access, tuple[str, ...]]:
    """Return the access that is asserted of, and what can grant more and is not read."""
    if isinstance(subject, RoleUnderTest):
        given = ["role"] if role is not None else [name for name in deployment if deployment[name]]
        if given:
            message = "cannot be combined with a Role, which has its own; give a template"
            raise TemplateError(Problem(given[0], message))
        return target_of(subject.role).permissions, subject.role.unread
    document = read_source(subject)
    if is_template(document):
        if role is None:
            raise TemplateError(Problem("role", "is missing; name a role of the template"))
        own = RoleUnderTest(subject, role, **deployment).role
        return target_of(own).permissions, own.unread
    if role is not None:
        raise TemplateError(Problem("role", "is given, and the document has no roles"))
    return Access((parse_policy(document.data, name="policy"),)), ()


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
