"""The rehearsal's deployment: made by a caller who has the deployer policy and nothing else.

The engine judges the calls that the caller makes, by resource; it does not judge what
CloudFormation does for him afterwards. iam:PassRole it does not ask for at all: its evaluator is
asked instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from influmojo_cfn.account.deployer_policy import Deployment, deployer_policy, deployment_of
from influmojo_cfn.account.stack import CAPABILITIES, StackClient
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import AccountError, EngineError, TemplateError
from influmojo_cfn.evaluation.request import ECS_TASKS
from influmojo_cfn.rehearsal.emulator import Engine
from influmojo_cfn.rehearsal.results import Result
from influmojo_cfn.rehearsal.session import Stage, evaluated

STACK = "influmojo-cfn-rehearsal"
DEPLOYER = "influmojo-cfn-deployer"
GROUP = "The deployment, by the deployer policy"


def deploy(
    stage: Stage,
    template: Mapping[str, Any],
    text: str,
    parameters: Mapping[str, str],
    say: Callable[[str], None],
) -> list[Result]:
    """Deploy a template and give what was seen of it.

    Where the template has more than roles and policies, whose calls the deployer policy does not
    know, the account's root deploys it.

    Raises:
        EngineError: the engine refuses the template, or has ended.
    """
    engine = stage.engine
    environment = Environment(
        parameters=dict(parameters), account=engine.account, region=engine.region
    )
    try:
        deployment = deployment_of(template, environment, stack_name=STACK)
    except TemplateError as error:
        say(f"deploying as root: {error.problems[0]}")
        return [_deployed(engine, stage.client("cloudformation"), "root", text, parameters, say)]
    policy = deployer_policy(deployment)
    with engine.errors("making a deployer"):
        stage.add_caller(DEPLOYER, policy)
    client = stage.client("cloudformation", DEPLOYER)
    rows = [_deployed(engine, client, "the deployer", text, parameters, say)]
    with engine.errors("trying the deployer"):
        rows += [*_beside(stage, deployment, text), *_passing(engine, deployment, policy)]
    return rows


def _deployed(
    engine: Engine,
    client: Any,
    who: str,
    text: str,
    parameters: Mapping[str, str],
    say: Callable[[str], None],
) -> Result:
    stack = StackClient(name=STACK, client=client, say=say)
    try:
        with engine.errors("deploying the template"):
            status = stack.execute(stack.prepare("CREATE", text, parameters))
    except AccountError as error:
        raise EngineError(f"the local engine failed deploying the template: {error}") from error
    return Result(
        group=GROUP,
        tried=f"{who} creates stack {STACK} by a change set",
        expected="CREATE_COMPLETE",
        seen=status,
    )


def _beside(stage: Stage, deployment: Deployment, text: str) -> Iterator[Result]:
    """Try what is next to the deployment: another stack, another role."""
    stacks, iam = stage.client("cloudformation", DEPLOYER), stage.client("iam", DEPLOYER)
    other = f"{STACK}-2"
    outcome = stage.outcome(
        lambda: stacks.create_change_set(
            StackName=other,
            ChangeSetName="first",
            ChangeSetType="CREATE",
            TemplateBody=text,
            Capabilities=list(CAPABILITIES),
        )
    )
    yield Result(
        group=GROUP,
        tried=f"cloudformation:CreateChangeSet stack/{other}",
        expected="refused",
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
            expected="refused",
            seen=stage.outcome(create).seen,
        )


def _passing(engine: Engine, deployment: Deployment, policy: Mapping[str, Any]) -> Iterator[Result]:
    """Ask who may be handed the roles: ECS tasks, no other service, and no neighbouring role."""
    for role in deployment.roles:
        name = role.rpartition(":")[2]
        for resource, service, expected in (
            (role, ECS_TASKS, "allowed"),
            (role, "lambda.amazonaws.com", "refused"),
            (f"{role}-2", ECS_TASKS, "refused"),
        ):
            shown = name if resource == role else f"{name}-2"
            yield Result(
                group=GROUP,
                tried=f"iam:PassRole {shown} (iam:PassedToService={service})",
                expected=expected,
                seen=evaluated(
                    engine,
                    f"arn:aws:iam::{engine.account}:user/{DEPLOYER}",
                    "iam:PassRole",
                    resource,
                    {"iam:PassedToService": service},
                    [policy],
                ),
                judge="engine's evaluator",
                why_not_engine="it does not ask for it when a task definition is registered",
            )
