"""Every call of a deployment asked of a policy, and negative test cases that must be denied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from influmojo_cfn.account.deployer_policy import CLOUDFORMATION, EC2, KEYS, carried_by
from influmojo_cfn.account.deployment import Deployment
from influmojo_cfn.account.deployment_calls import DeploymentCall, calls, is_made_by_cloudformation
from influmojo_cfn.account.resource_call import ResourceCall
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.patterns import resource_matches
from influmojo_cfn.iam.principals import ECS_TASKS


@dataclass(frozen=True, kw_only=True)
class SimulatedCall:
    """A call asked of the policy; ``expected`` says whether it must be allowed."""

    call: DeploymentCall | ResourceCall
    resource: str
    detail: str
    expected: bool
    allowed: bool


def simulated_calls(deployment: Deployment, policy: Mapping[str, Any]) -> list[SimulatedCall]:
    """Ask every call of a deployment, and negative test cases of it, of a policy."""
    evaluator = Evaluator([parse_policy(policy, name="deployer policy")])
    found = []
    all_calls = calls(deployment)
    own = [call for call in all_calls if call.by == "deployer"]
    for call in all_calls:
        for resource, carried, direct, expected in _requests(call, deployment):
            if direct and _is_one_of(own, call.action, resource):
                continue
            context = _context(call, carried)
            if call.by == "CloudFormation" and not direct:
                context["aws:CalledVia"] = CLOUDFORMATION
            if not expected and _is_of_another(call.action, resource, deployment, carried):
                continue
            detail = " and ".join(filter(None, (carried, "no CloudFormation" if direct else "")))
            request = Request(call.action, resource, context_of(context))
            allowed = evaluator.decide(request).allowed
            trial = SimulatedCall(
                call=call, resource=resource, detail=detail, expected=expected, allowed=allowed
            )
            found.append(trial)
    made = deployment.others if is_made_by_cloudformation(deployment) else ()
    return [
        *found,
        *(trial for call in made for trial in _of_resource(call, evaluator, deployment)),
    ]


def _of_resource(
    call: ResourceCall, evaluator: Evaluator, deployment: Deployment
) -> Iterator[SimulatedCall]:
    """Ask a call for a resource of another type, on it and on another where it has a name."""
    context: dict[str, str] = {"aws:CalledVia": CLOUDFORMATION}
    if call.passed_to:
        context["iam:PassedToService"] = call.passed_to[0]
    if call.linked_to:
        context["iam:AWSServiceName"] = call.linked_to.replace("*", "ecs")
    if call.attached:
        context["iam:PolicyARN"] = call.attached[0]
    for pattern in call.resources:
        for resource, expected in ((pattern.replace("*", "x1"), True), *_beside(pattern)):
            allowed = evaluator.decide(Request(call.action, resource, context_of(context))).allowed
            if not expected and _is_of_another(call.action, resource, deployment):
                continue
            yield SimulatedCall(
                call=call,
                resource=resource,
                detail=", ".join(call.operations),
                expected=expected,
                allowed=allowed,
            )


def _beside(pattern: str) -> Iterator[tuple[str, bool]]:
    """Yield another thing of the same kind, where a pattern names one thing."""
    if pattern != "*" and "*" not in pattern:
        yield f"{pattern}-2", False


def _is_of_another(action: str, resource: str, deployment: Deployment, carried: str = "") -> bool:
    """Return whether another resource of the template asks for this, or for any name.

    ``carried`` is the service that a role is passed to.
    """
    others = (
        each for each in deployment.others if not each.passed_to or carried in ("", *each.passed_to)
    )
    return _is_one_of(others, action, resource)


def _is_one_of(made: Iterable[DeploymentCall | ResourceCall], action: str, resource: str) -> bool:
    """Return whether one of these calls is this action on this resource."""
    return any(
        resource_matches(pattern, resource)
        for each in made
        if each.action == action
        for pattern in each.resources
    )


def _requests(
    call: DeploymentCall, deployment: Deployment
) -> Iterator[tuple[str, str, bool, bool]]:
    """Yield resource, what is carried, whether it is made directly, and whether it must pass."""
    right, wrong = _carried(call, deployment)
    if call.on == "any":
        yield "*", right[0], False, True
        return
    for pattern in call.resources:
        resource = _instance(call.on, pattern)
        for carried in right:
            yield resource, carried, False, True
        for carried in wrong:
            yield resource, carried, False, False
        if deployment.method.only_through_cloudformation and call.by == "CloudFormation":
            yield resource, right[0], True, False
        neighbors = (_neighbour(call.on, pattern), f"{_instance(call.on, pattern)}-other")
        outside = (each for each in neighbors if each not in call.resources)
        yield next(outside), right[0], False, False


def _carried(
    call: DeploymentCall, deployment: Deployment
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a request can carry, and what it cannot."""
    carried = carried_by(call, deployment)
    right = (carried,) if isinstance(carried, str) else carried
    if call.carries == "policy":
        other = f"arn:{deployment.stack.split(':')[1]}:iam::aws:policy/AdministratorAccess"
        return right, () if other in right else (other,)
    if call.carries == "former boundary":
        return right, tuple(f"{each}-other" for each in right)
    if call.carries == "boundary" and call.boundary:
        others = [each for each in deployment.boundaries if each not in ("", call.boundary)]
        return right, (*others, f"{call.boundary}-other", "")
    if call.carries in ("service", "instances", "stack"):
        return right, ("lambda.amazonaws.com", EC2 if call.carries == "service" else ECS_TASKS)
    return right, ()


def _context(call: DeploymentCall, carried: str) -> dict[str, str]:
    return {KEYS[call.carries][1]: carried} if call.carries and carried else {}


def _instance(on: str, pattern: str) -> str:
    """Return an ARN of what a call acts on, as AWS makes it."""
    stand_in = {"stack": "1a2b3c4d-0000-0000-0000-000000000000", "task definition": "1"}
    head, star, end = pattern.rpartition("*")
    return (head + stand_in.get(on, "x1") + end).replace("*", "web") if star else pattern


def _neighbour(on: str, pattern: str) -> str:
    """Return the ARN of another thing of the same kind, whose name begins the same way."""
    if on.endswith(("bucket", "object")):
        return pattern.replace(":s3:::", ":s3:::other-").replace("*", "x1")
    if on.startswith("found "):
        folder, _, name = _instance(on, pattern).rpartition("/")
        return f"{folder}/other-{name}"
    if on not in ("stack", "task definition"):
        return f"{pattern}-2" if "*" not in pattern else pattern.replace("/", "/other-", 1)
    head, _, name = pattern.rpartition("/" if on == "task definition" else "stack/")
    separator = "/" if on == "task definition" else "stack/"
    return _instance(on, f"{head}{separator}other-{name}")
