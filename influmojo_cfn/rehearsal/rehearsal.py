"""A rehearsal: the template deployed on the local engine, looked at, and its roles tried.

The order is told here once. The engine starts; a caller with the deployer policy deploys the
template by a change set, and is refused what is beside it; what the guide says one should see is
looked for; an ordinary caller tries to become each role and is refused; then, on the engine only,
the trust is opened, each role is assumed, and the calls of the plan are made with its credentials.
The engine ends, whatever happened.

A call counts as judged by the engine only where two control calls show that the engine judges that
action at all: a caller allowed just what the statement says passes, one allowed it on a neighbour
is refused. Where they do not, the engine's own evaluator is asked in this process, with the
policies that the engine holds and the right resource and context. No grant is widened to please
the engine.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from influmojo_cfn.account.desired_state import declared_identities
from influmojo_cfn.account.drift import Check, Verifier
from influmojo_cfn.account.identities import Identities, RoleState, read_identities, read_policy
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameters import parameter_values
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import EngineError
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.document import read_policy as read_policy_document
from influmojo_cfn.rehearsal.deployment import deploy
from influmojo_cfn.rehearsal.emulator import Engine, running_engine
from influmojo_cfn.rehearsal.plan import GUIDE_EXAMPLES, Attempt, NotTried, PlannedRole, plan_calls
from influmojo_cfn.rehearsal.results import Judge, Result
from influmojo_cfn.rehearsal.session import CALLER, Stage, allow, ask_evaluator

SHOULD_SEE = "What you should see"
VERIFICATION = "Verification"
TRUST = "Who may become the roles"
BOUNDARY = "permissions boundary"
_NO_BOUNDARY = "the engine ignores a permissions boundary that CloudFormation sets"


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """What was tried, and what was not."""

    rows: tuple[Result, ...]
    not_tried: tuple[NotTried, ...]

    @property
    def differs(self) -> bool:
        """Return whether anything that was seen differs from what was expected."""
        return any(row.differs for row in self.rows)


def rehearse(
    template: Mapping[str, Any],
    text: str,
    parameters: Mapping[str, str],
    *,
    examples: Sequence[str] = (),
    say: Callable[[str], None] = lambda line: None,
) -> Rehearsal:
    """Deploy a template on the local engine and try its roles.

    Args:
        template: the template as plain data, intrinsics in long form.
        text: the same as text, which is what is deployed.
        parameters: values by parameter name; the others stay at their defaults.
        examples: ARNs of resources of the application, preferred to made-up ones; ``{account}``,
            ``{region}`` and ``{partition}`` in them are filled.
        say: is told a line at each step.

    Raises:
        EngineError: the engine is not installed, does not come up, ends, or refuses the template.
        TemplateError: a parameter is not in the template, or its value is refused.
    """
    parameter_values(template, parameters)
    say("starting the local engine")
    with running_engine() as engine:
        rehearsal = rehearse_on(engine, template, text, parameters, examples=examples, say=say)
        say("ending the local engine")
    return rehearsal


def rehearse_on(
    engine: Engine,
    template: Mapping[str, Any],
    text: str,
    parameters: Mapping[str, str],
    *,
    examples: Sequence[str] = (),
    say: Callable[[str], None] = lambda line: None,
) -> Rehearsal:
    """Do what :func:`rehearse` does on an engine that runs and holds nothing."""
    expected = declared_identities(
        template, parameters, account=engine.account, region=engine.region
    )
    stage = Stage(engine=engine)
    say(f"deploying the template ({len(text.encode()):,} bytes) as a stack")
    deployment = deploy(stage, template, text, parameters, say)
    with engine.errors("showing and trying the roles"):
        rehearsal = _try_everything(stage, expected, examples, say)
    left_out = tuple(_left_out(template, parameters))
    return Rehearsal(
        rows=(*deployment, *rehearsal.rows), not_tried=(*rehearsal.not_tried, *left_out)
    )


def _left_out(template: Mapping[str, Any], parameters: Mapping[str, str]) -> Iterator[NotTried]:
    """Name the statements that are not there with these parameters."""
    resolved = ResolvedTemplate(template, Environment(parameters=dict(parameters)))
    for name, row in resolved.of_type("AWS::IAM::ManagedPolicy").items():
        document = row.get("Properties", {}).get("PolicyDocument", {})
        statements = document.get("Statement", []) if isinstance(document, Mapping) else []
        for each in statements if isinstance(statements, list) else []:
            branches = each.get("Fn::If") if isinstance(each, Mapping) else None
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
    stage: Stage,
    expected: Identities,
    examples: Sequence[str],
    say: Callable[[str], None],
) -> Rehearsal:
    engine = stage.engine
    here = {"account": engine.account, "region": engine.region, "partition": "aws"}
    found = read_identities(engine.client("iam"), expected)
    rows = [*_should_see(engine, expected, found), *_verification(expected, found)]
    roles = list(expected.roles.values())
    say(f"trying to become {' and '.join(expected.roles)} as an ordinary user")
    rows += [_try_trust(stage, role) for role in roles]
    plan = plan_calls(
        [_planned(role, expected) for role in roles],
        _Expectation(stage, expected),
        examples=[each.format_map(here) for each in (*examples, *GUIDE_EXAMPLES)],
        **here,
    )
    say(f"opening the trust on the engine, assuming the roles, making {len(plan.attempts)} calls")
    for role in roles:
        _become(stage, role)
    documents = {role.name: _documents(stage, found.roles[role.name]) for role in roles}
    for role in roles:
        own = [each for each in plan.attempts if each.role_name == role.name]
        rows += [_carry_out(stage, each, documents[role.name]) for each in own]
        rows += _not_enforced(role)
    return Rehearsal(rows=tuple(rows), not_tried=plan.not_tried)


def _should_see(engine: Engine, expected: Identities, found: Identities) -> Iterator[Result]:
    """Look for the guide's "What you should see": the roles, and how much is attached to each."""
    there = engine.client("iam").list_roles()["Roles"]
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
    """Go through the guide's "Verification" and everything else that the template declares."""
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
            judge="not enforced by the engine" if ignored else "engine",
            note=_difference(check) if check.differs else "",
            why_not_engine=_NO_BOUNDARY if ignored else "",
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


def _try_trust(stage: Stage, role: RoleState) -> Result:
    """Let an ordinary user, who for his part may assume any role, try to become one."""
    stage.add_caller(CALLER, allow("sts:AssumeRole", "*"))
    outcome = stage.assume(role.name, _arn(stage, role), CALLER)
    return Result(
        group=TRUST,
        tried=f"sts:AssumeRole {role.name} by a user of the account who may assume any role",
        expected="refused",
        seen=outcome.seen,
        note="the trust policy names ECS tasks alone",
    )


def _become(stage: Stage, role: RoleState) -> None:
    """Trust the account on the engine, and take the role's credentials."""
    root = {"AWS": f"arn:aws:iam::{stage.engine.account}:root"}
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": root}
    stage.client("iam").update_assume_role_policy(
        RoleName=role.name,
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    stage.add_caller(CALLER, allow("sts:AssumeRole", "*"))
    outcome = stage.assume(role.name, _arn(stage, role), CALLER)
    if not outcome.allowed:
        raise EngineError(f"the engine gives no credentials of {role.name}: {outcome.seen}")


def _arn(stage: Stage, role: RoleState) -> str:
    return f"arn:aws:iam::{stage.engine.account}:role{role.path}{role.name}"


def _planned(role: RoleState, expected: Identities) -> PlannedRole:
    """Return a role with its own policies: what AWS wrote is not ours to try."""
    own = [
        parse_policy(expected.policies[arn].document, name=expected.policies[arn].name)
        for arn in role.attached
        if arn in expected.policies
    ]
    own += [parse_policy(document, name=name) for name, document in role.inline.items()]
    return PlannedRole(logical_id=role.logical_id, name=role.name, policies=tuple(own))


class _Expectation:
    """What the policies say, by our own evaluator: the template's, and AWS's by name."""

    def __init__(self, stage: Stage, expected: Identities) -> None:
        self.evaluators = {
            role.name: Evaluator(
                [*_planned(role, expected).policies, *_policies_of_aws(stage, role, expected)]
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


def _policies_of_aws(stage: Stage, role: RoleState, expected: Identities) -> Iterator[Any]:
    for arn in role.attached:
        if arn not in expected.policies:
            found = read_policy(stage.client("iam"), arn)
            if found is not None:
                yield parse_policy(found.document, name=found.name)


def _documents(stage: Stage, role: RoleState) -> list[Mapping[str, Any]]:
    attached = [read_policy(stage.client("iam"), arn) for arn in role.attached]
    return [*(each.document for each in attached if each), *role.inline.values()]


def _carry_out(stage: Stage, attempt: Attempt, documents: Sequence[Mapping[str, Any]]) -> Result:
    """Make one attempt of the plan, or have it judged; ``documents`` are those on the engine."""
    if attempt.not_judged:
        return _row(attempt, "", "not enforced by the engine", attempt.not_judged)
    control, call = attempt.control, attempt.call
    reason: str | None = attempt.not_called or "there is no such call to make"
    if control is not None and call is not None and not attempt.not_called:
        stage.prepare(control, attempt.values)
        reason = stage.cannot_judge(control)
        if reason is None:
            passed = control.probe.passed
            seen = stage.make(call, attempt.values, attempt.role_name, passed).seen
            return _row(attempt, seen, "engine")
    seen = ask_evaluator(stage.engine, attempt, documents)
    return _row(attempt, seen, "engine's evaluator", reason or "")


def _row(attempt: Attempt, seen: str, judge: Judge, why: str = "") -> Result:
    context = ", ".join(f"{key}={attempt.context[key]}" for key in attempt.shown)
    words = [attempt.action, _short(attempt.resource)]
    words += [f"({context})"] if context else []
    words += [f"[{attempt.reason}]"] if attempt.neighbour and attempt.expected else []
    return Result(
        group=attempt.role,
        tried=" ".join(words),
        expected="allowed" if attempt.expected else "refused",
        seen=seen,
        judge=judge,
        note=attempt.reason,
        why_not_engine=why,
    )


def _short(resource: str) -> str:
    arn = parse_arn(resource)
    return arn.resource if arn else resource


def _not_enforced(role: RoleState) -> Iterator[Result]:
    if role.boundary:
        yield Result(
            group=role.logical_id,
            tried=f"permissions boundary {role.boundary}",
            expected="limits the role",
            seen="",
            judge="not enforced by the engine",
            why_not_engine=_NO_BOUNDARY,
        )
