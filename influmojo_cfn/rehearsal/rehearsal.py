"""A rehearsal: the template deployed on the local emulator, and its roles tried.

The steps, in order: the emulator starts. A caller with the deployer policy deploys the template by
a change set and is denied the calls next to it. The guide's "What you should see" is checked. An
ordinary caller tries to assume each role and is denied. Then, on the emulator only, each role's
trust policy is opened and the role is assumed. The calls of the plan are made with its credentials.
The app's services and jobs are started with the roles. The emulator is stopped, whatever happened.

The emulator's answer counts only where two control calls show that it judges the action at all. A
caller who is allowed exactly what the statement allows passes, and one who is allowed it on a
neighboring resource is denied. Otherwise the emulator's own evaluator decides, in this process,
with the policies that the emulator holds and the right resource and context. Each role is also
denied what the others can do, and a change of its own permissions. No grant is widened
to please the emulator.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from influmojo_cfn.account.desired_state import desired_identities
from influmojo_cfn.account.drift import Check, Verifier
from influmojo_cfn.account.identities import Identities, RoleState, read_identities, read_policy
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import CHOICE
from influmojo_cfn.cloudformation.parameters import parameter_values
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import EmulatorError, TemplateError
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.document import read_policy as read_policy_document
from influmojo_cfn.rehearsal.boundaries import NO_BOUNDARY, limited_calls
from influmojo_cfn.rehearsal.deployment import RehearsedTemplate, check_resources, deploy
from influmojo_cfn.rehearsal.emulator import ACCOUNT, REGION, LocalEmulator, running_emulator
from influmojo_cfn.rehearsal.other_roles import GROUP as OTHERS
from influmojo_cfn.rehearsal.other_roles import attempts_at_others
from influmojo_cfn.rehearsal.plan import (
    GUIDE_EXAMPLES,
    Attempt,
    Expectation,
    NotTried,
    PlannedRole,
    plan_calls,
)
from influmojo_cfn.rehearsal.results import JudgedBy, Result
from influmojo_cfn.rehearsal.services import start_services
from influmojo_cfn.rehearsal.session import CALLER, RehearsalSession, allow, ask_evaluator

SHOULD_SEE = "What you should see"
VERIFICATION = "Verification"
TRUST = "Who can assume the roles"
BOUNDARY = "permissions boundary"
_UNKNOWN_TYPES = ("AWS::IAM::OIDCProvider",)
"""What the template of an app can have and the emulator (ministack 1.5.33) cannot deploy."""


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """The results, and the actions that were not tried."""

    results: tuple[Result, ...]
    not_tried: tuple[NotTried, ...]

    @property
    def differs(self) -> bool:
        """Return whether a result differs from its expectation."""
        return any(result.differs for result in self.results)


def rehearse(
    roles: RehearsedTemplate,
    *,
    services: RehearsedTemplate | None = None,
    boundaries: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    say: Callable[[str], None] = lambda line: None,
) -> Rehearsal:
    """Deploy a template on the local emulator and try its roles.

    Args:
        roles: the template of the roles; parameters without a value stay at their defaults.
        services: the services and jobs that are started with the roles.
        boundaries: the documents of permissions boundaries, by ARN or name.
        say: is told a line at each step.

    Raises:
        EmulatorError: the emulator is not installed, does not start, ends, or rejects the template.
        TemplateError: a parameter is not in the template, or its value is rejected.
    """
    parameter_values(roles.template, roles.parameters)
    check_resources(roles.template)
    desired = desired_identities(roles.template, roles.parameters, account=ACCOUNT, region=REGION)
    if not (desired.roles or desired.policies):
        raise TemplateError("Resources: has no role and no managed policy to try; add one")
    say("starting the local emulator")
    with running_emulator() as emulator:
        rehearsal = rehearse_on(emulator, roles, services=services, boundaries=boundaries, say=say)
        say("ending the local emulator")
    return rehearsal


def rehearse_on(
    emulator: LocalEmulator,
    roles: RehearsedTemplate,
    *,
    services: RehearsedTemplate | None = None,
    boundaries: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
    say: Callable[[str], None] = lambda line: None,
) -> Rehearsal:
    """Do the same as :func:`rehearse`, on a running, empty emulator."""
    expected = desired_identities(
        roles.template, roles.parameters, account=emulator.account, region=emulator.region
    )
    resources = roles.template["Resources"]
    unknown = {name: row for name, row in resources.items() if row["Type"] in _UNKNOWN_TYPES}
    if unknown:
        known = {name: row for name, row in resources.items() if name not in unknown}
        roles = replace(roles, template={**roles.template, "Resources": known}, text="")
    session = RehearsalSession(emulator=emulator)
    say(f"deploying the template ({len(roles.deployed_text.encode()):,} bytes) as a stack")
    deployment = deploy(session, roles, say)
    with emulator.errors("showing and trying the roles"):
        expect = _Expectation(session, expected)
        rehearsal = _try_everything(session, expected, expect, boundaries, say)
    omitted = (*_omitted(roles), *map(_not_deployed, unknown, unknown.values()))
    started, not_done = start_services(session, services, expect, say) if services else ([], [])
    return Rehearsal(
        results=(*deployment, *rehearsal.results, *started),
        not_tried=(*rehearsal.not_tried, *omitted, *not_done),
    )


def _not_deployed(name: str, row: Mapping[str, Any]) -> NotTried:
    reason = f"the emulator has no {row['Type']}"
    return NotTried(role=name, sid=name, action="creating it", reason=reason)


def _omitted(roles: RehearsedTemplate) -> Iterator[NotTried]:
    """Yield the statements that the values of the parameters omit."""
    resolved = ResolvedTemplate(roles.template, Environment(parameters=roles.parameters))
    for name, row in resolved.of_type("AWS::IAM::ManagedPolicy").items():
        document = row.get("Properties", {}).get("PolicyDocument", {})
        statements = document.get("Statement", []) if isinstance(document, Mapping) else []
        for each in statements if isinstance(statements, list) else []:
            branches = each.get(CHOICE) if isinstance(each, Mapping) else None
            if not isinstance(branches, list) or not isinstance(branches[1], Mapping):
                continue
            if resolved.condition(str(branches[0])) is False:
                actions = branches[1].get("Action", "")
                yield NotTried(
                    role=name,
                    sid=str(branches[1].get("Sid", "a statement")),
                    action=", ".join(actions) if isinstance(actions, list) else str(actions),
                    reason=f"with these parameters {branches[0]} does not hold",
                )


def _try_everything(
    session: RehearsalSession,
    expected: Identities,
    expect: Expectation,
    boundaries: Mapping[str, Mapping[str, Any]],
    say: Callable[[str], None],
) -> Rehearsal:
    emulator = session.emulator
    here = {"account": emulator.account, "region": emulator.region, "partition": "aws"}
    found = read_identities(emulator.client("iam"), expected)
    results = [*_should_see(emulator, expected, found), *_verification(expected, found)]
    roles = list(expected.roles.values())
    say(f"trying to become {' and '.join(expected.roles)} as an ordinary user")
    results += [_try_trust(session, role) for role in roles]
    planned = [_planned(role, expected) for role in roles]
    examples = [each.format_map(here) for each in GUIDE_EXAMPLES]
    plan = plan_calls(planned, expect, examples=examples, **here)
    others = list(attempts_at_others(planned, plan.attempts, expect, emulator.account))
    count = len(plan.attempts) + len(others)
    say(f"opening the trust on the emulator, assuming the roles, making {count} calls")
    for role in roles:
        _become(session, role)
    documents = {role.name: _documents(session, found.roles[role.name]) for role in roles}
    limits = {**boundaries, **{arn: each.document for arn, each in expected.policies.items()}}
    unknown: list[NotTried] = []
    for role in roles:
        own = [each for each in plan.attempts if each.role_name == role.name]
        results += [_carry_out(session, each, documents[role.name]) for each in own]
        limited = list(limited_calls(role, plan.attempts, limits))
        results += [each for each in limited if isinstance(each, Result)]
        unknown += [each for each in limited if isinstance(each, NotTried)]
    for each in others:
        result = _carry_out(session, each, documents[each.role_name])
        results.append(replace(result, group=OTHERS, tried=f"{result.tried} by {each.role}"))
    return Rehearsal(results=tuple(results), not_tried=(*plan.not_tried, *unknown))


def _should_see(
    emulator: LocalEmulator, expected: Identities, found: Identities
) -> Iterator[Result]:
    """Check the guide's "What you should see": the roles, and the number of attached policies."""
    there = emulator.client("iam").list_roles()["Roles"]
    yield Result(
        group=SHOULD_SEE,
        tried="roles in the account",
        expected=str(len(expected.roles)),
        seen=str(len(there)),
    )
    for name, role in expected.roles.items():
        seen = found.roles.get(name, RoleState(name=name))
        yield Result(
            group=SHOULD_SEE,
            tried=f"policies attached to {name}",
            expected=str(len(role.attached)),
            seen=str(len(seen.attached)),
        )


def _verification(expected: Identities, found: Identities) -> Iterator[Result]:
    """Check the guide's "Verification", and everything else that the template declares."""
    for name, role in expected.roles.items():
        yield Result(
            group=VERIFICATION,
            tried=f"role {name}: trusted service",
            expected=_services(role.trust),
            seen=_services(found.roles[name].trust if name in found.roles else {}),
        )
    for check in Verifier().verify(expected, found):
        ignored = check.point == BOUNDARY and check.differs and not check.seen
        yield Result(
            group=VERIFICATION,
            tried=f"{check.subject}: {check.point}",
            expected="as declared",
            seen="" if ignored else check.state,
            judge="not enforced by the emulator" if ignored else "emulator",
            note=_difference(check) if check.differs else "",
            why_not_emulator=NO_BOUNDARY if ignored else "",
        )


def _services(trust: Mapping[str, Any]) -> str:
    policy, _ = read_policy_document(trust, kind="trust")
    named = {
        str(service)
        for statement in policy.statements
        for service in (statement.principals or {}).get("Service", ())
    }
    return ", ".join(sorted(named)) or "none"


def _difference(check: Check) -> str:
    return f"declared {check.expected or 'nothing'}, there is {check.seen or 'nothing'}"


def _try_trust(session: RehearsalSession, role: RoleState) -> Result:
    """Try to assume a role as an ordinary user that is allowed sts:AssumeRole on every role."""
    session.add_caller(CALLER, allow("sts:AssumeRole", "*"))
    outcome = session.assume(role.name, _arn(session, role), CALLER)
    return Result(
        group=TRUST,
        tried=f"sts:AssumeRole {role.name} by a user of the account who can assume any role",
        expected="denied",
        seen=outcome.seen,
        note="the trust policy names ECS tasks alone",
    )


def _become(session: RehearsalSession, role: RoleState) -> None:
    """Let the account assume the role on the emulator, and keep the role's credentials."""
    root = {"AWS": f"arn:aws:iam::{session.emulator.account}:root"}
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": root}
    session.client("iam").update_assume_role_policy(
        RoleName=role.name,
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    session.add_caller(CALLER, allow("sts:AssumeRole", "*"))
    outcome = session.assume(role.name, _arn(session, role), CALLER)
    if not outcome.allowed:
        raise EmulatorError(f"the emulator gives no credentials of {role.name}: {outcome.seen}")


def _arn(session: RehearsalSession, role: RoleState) -> str:
    return f"arn:aws:iam::{session.emulator.account}:role{role.path}{role.name}"


def _planned(role: RoleState, expected: Identities) -> PlannedRole:
    """Return a role with its own policies; AWS managed policies are not tried."""
    own = [
        parse_policy(expected.policies[arn].document, name=expected.policies[arn].name)
        for arn in role.attached
        if arn in expected.policies
    ]
    own += [parse_policy(document, name=name) for name, document in role.inline.items()]
    return PlannedRole(logical_id=role.logical_id, name=role.name, policies=tuple(own))


class _Expectation:
    """The expected outcome, by our own evaluator, of the template's and AWS managed policies."""

    def __init__(self, session: RehearsalSession, expected: Identities) -> None:
        self.evaluators = {
            role.name: Evaluator(
                [*_planned(role, expected).policies, *_policies_of_aws(session, role, expected)]
            )
            for role in expected.roles.values()
        }

    def __call__(
        self, role: str, action: str, resource: str, context: Mapping[str, str]
    ) -> tuple[bool, str]:
        decision = self.evaluators[role].decide(Request(action, resource, context_of(context)))
        if decision.deciding is None:
            return False, "no statement allows it"
        policy, statement = decision.deciding.policy.name, decision.deciding.statement
        return decision.allowed, f"{policy} {statement.sid or ''}".strip()


def _policies_of_aws(
    session: RehearsalSession, role: RoleState, expected: Identities
) -> Iterator[Any]:
    for arn in role.attached:
        if arn not in expected.policies:
            found = read_policy(session.client("iam"), arn)
            if found is not None:
                yield parse_policy(found.document, name=found.name)


def _documents(session: RehearsalSession, role: RoleState) -> list[Mapping[str, Any]]:
    attached = [read_policy(session.client("iam"), arn) for arn in role.attached]
    return [*(each.document for each in attached if each), *role.inline.values()]


def _carry_out(
    session: RehearsalSession, attempt: Attempt, documents: Sequence[Mapping[str, Any]]
) -> Result:
    """Make one call of the plan, or evaluate it; ``documents`` are the emulator's policies."""
    if attempt.not_judged:
        return _row(attempt, "", "not enforced by the emulator", attempt.not_judged)
    control, call = attempt.control, attempt.call
    reason: str | None = attempt.not_called or "no such call exists"
    if control is not None and call is not None and not attempt.not_called:
        session.prepare(control, attempt.values)
        reason = session.cannot_judge(control)
        if reason is None:
            passed = control.probe.passed
            seen = session.make(call, attempt.values, attempt.role_name, passed).seen
            return _row(attempt, seen, "emulator")
    seen = ask_evaluator(session.emulator, attempt, documents)
    return _row(attempt, seen, "emulator's evaluator", reason or "")


def _row(attempt: Attempt, seen: str, judge: JudgedBy, why: str = "") -> Result:
    context = ", ".join(f"{key}={attempt.context[key]}" for key in attempt.shown)
    words = [attempt.action, _short(attempt.resource)]
    words += [f"({context})"] if context else []
    words += [f"[{attempt.reason}]"] if attempt.neighbor and attempt.expected else []
    return Result(
        group=attempt.role,
        tried=" ".join(words),
        expected="allowed" if attempt.expected else "denied",
        seen=seen,
        judge=judge,
        note=attempt.reason,
        why_not_emulator=why,
    )


def _short(resource: str) -> str:
    arn = parse_arn(resource)
    return arn.resource if arn else resource
