"""The rehearsal's deployment: made by a caller who has the deployer policy and nothing else.

The emulator judges the calls that the caller makes, by resource. It does not judge what
CloudFormation does afterwards on behalf of the caller. It never asks for iam:PassRole, so its
evaluator is asked instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.account.deployer_policy import deployer_policy
from influmojo_cfn.account.deployment import Deployment, deployment_of
from influmojo_cfn.account.stack import CAPABILITIES, StackClient, template_argument
from influmojo_cfn.account.stack_template import NESTED
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import AccountError, EmulatorError, Problem, TemplateError
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from influmojo_cfn.rehearsal.results import Result
from influmojo_cfn.rehearsal.session import RehearsalSession, evaluated

STACK = "influmojo-cfn-rehearsal"
DEPLOYER = "influmojo-cfn-deployer"
GROUP = "The deployment, by the deployer policy"


@dataclass(frozen=True, kw_only=True)
class RehearsedTemplate:
    """A template, the values of its parameters, and its text where it has one of its own."""

    template: Mapping[str, Any]
    parameters: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def deployed_text(self) -> str:
        """Return what is passed to CloudFormation."""
        return self.text or json.dumps(self.template)


def check_resources(template: Mapping[str, Any]) -> None:
    """Raise :class:`TemplateError` unless every resource has a Type that can be deployed alone."""
    problems = []
    for name, row in template["Resources"].items():
        kind = row.get("Type") if isinstance(row, Mapping) else None
        if not isinstance(kind, str):
            message = "has no Type; a resource is a mapping with a Type"
            problems.append(Problem(f"Resources.{name}", message))
        elif kind == NESTED:
            message = "is a nested stack, whose template the emulator cannot fetch; rehearse that "
            problems.append(Problem(f"Resources.{name}", f"{message}one, or the app with --app"))
    if problems:
        raise TemplateError(problems)


def deploy(
    session: RehearsalSession, roles: RehearsedTemplate, say: Callable[[str], None]
) -> list[Result]:
    """Deploy a template and give what was seen of it.

    Where the template has more than roles and policies, whose calls the deployer policy does not
    know, the account's root deploys it.

    Raises:
        EmulatorError: the emulator rejects the template, or has ended.
    """
    emulator = session.emulator
    environment = Environment(
        parameters=dict(roles.parameters), account=emulator.account, region=emulator.region
    )
    try:
        deployment = deployment_of(roles.template, environment, stack_name=STACK)
        others = [call.place for call in deployment.others] + [*deployment.not_known]
        words = "the emulator does not judge the calls for its type as AWS does"
        as_root = f"{others[0]}: {words}" if others else ""
    except TemplateError as error:
        as_root = str(error.problems[0])
    if as_root:
        say(f"deploying as root: {as_root}")
        return [create_stack(session, STACK, roles, say)]
    policy = deployer_policy(deployment)
    with emulator.errors("making a deployer"):
        session.add_caller(DEPLOYER, policy)
    results = [create_stack(session, STACK, roles, say, caller=DEPLOYER)]
    with emulator.errors("trying the deployer"):
        results += [
            *_beside(session, deployment, roles.deployed_text),
            *_passing(emulator, deployment, policy),
        ]
    return results


def create_stack(
    session: RehearsalSession,
    name: str,
    made: RehearsedTemplate,
    say: Callable[[str], None],
    *,
    group: str = GROUP,
    caller: str = "",
) -> Result:
    """Create a stack, as a caller or as the account's root, and give what was seen.

    Raises:
        EmulatorError: the emulator rejects the template, or has ended.
    """
    emulator = session.emulator
    stack = StackClient(name=name, client=session.client("cloudformation", caller), say=say)
    passed = emulator.passed(made.deployed_text)
    try:
        with emulator.errors("deploying the template"):
            status = stack.execute(stack.prepare("CREATE", passed, made.parameters))
    except AccountError as error:
        raise EmulatorError(f"the local emulator failed deploying the template: {error}") from error
    return Result(
        group=group,
        tried=f"{'the deployer' if caller else 'root'} creates stack {name} by a change set",
        expected="CREATE_COMPLETE",
        seen=status,
    )


def _beside(session: RehearsalSession, deployment: Deployment, text: str) -> Iterator[Result]:
    """Try what is next to the deployment: another stack, another role."""
    stacks, iam = session.client("cloudformation", DEPLOYER), session.client("iam", DEPLOYER)
    passed = session.emulator.passed(text)
    other = f"{STACK}-2"
    outcome = session.outcome(
        lambda: stacks.create_change_set(
            StackName=other,
            ChangeSetName="first",
            ChangeSetType="CREATE",
            **template_argument(passed),
            Capabilities=list(CAPABILITIES),
        )
    )
    yield Result(
        group=GROUP,
        tried=f"cloudformation:CreateChangeSet stack/{other}",
        expected="denied",
        seen=outcome.seen,
    )
    for role in deployment.roles:
        name = f"{role.rpartition('/')[2]}-2"
        trust = '{"Version": "2012-10-17", "Statement": []}'

        def create(name: str = name, trust: str = trust) -> None:
            iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)

        yield Result(
            group=GROUP,
            tried=f"iam:CreateRole role/{name}",
            expected="denied",
            seen=session.outcome(create).seen,
        )


def _passing(
    emulator: LocalEmulator, deployment: Deployment, policy: Mapping[str, Any]
) -> Iterator[Result]:
    """Ask who can be handed the roles: ECS tasks, no other service, and no neighboring role."""
    for role in deployment.roles:
        name = role.rpartition(":")[2]
        for resource, service, expected in (
            (role, ECS_TASKS, "allowed" if role in deployment.task_roles else "denied"),
            (role, "lambda.amazonaws.com", "denied"),
            (f"{role}-2", ECS_TASKS, "denied"),
        ):
            shown = name if resource == role else f"{name}-2"
            yield Result(
                group=GROUP,
                tried=f"iam:PassRole {shown} (iam:PassedToService={service})",
                expected=expected,
                seen=evaluated(
                    emulator,
                    f"arn:aws:iam::{emulator.account}:user/{DEPLOYER}",
                    "iam:PassRole",
                    resource,
                    {"iam:PassedToService": service},
                    [policy],
                ),
                judge="emulator's evaluator",
                why_not_emulator="it does not check it when a task definition is registered",
            )
