"""The minimal policy of a deployer of roles, who also registers the task definitions with them.

What a deployment calls is data (``data/deployment_calls.json``). The policy allows each of these
calls on the very stack, roles and policies that the template names, and nothing else; each call is
then asked of the policy again, and so are neighbours of it that must be refused.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/fas-requests-and-permission-evaluation.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.evaluation.request import ECS_TASKS, Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.unknown import Unknown

_FAMILY = re.compile(r"[A-Za-z0-9_-]{1,255}\*?|\*")
_OWN_ROLE = re.compile("(.+)(?<!-ecs)-(?:task(?:-execution)?|schedule)-role")
_FAMILY_WORDS = "letters, digits, - and _, 255 at most, and * at its end if need be"
"""Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
(read 2026-11-25)."""

COVERED = (
    *("AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::IAM::InstanceProfile"),
    "AWS::IAM::OIDCProvider",
)
"""The resource types whose deployment the calls are for."""

EC2 = "ec2.amazonaws.com"

CLOUDFORMATION = "cloudformation.amazonaws.com"
"""What aws:CalledVia holds when CloudFormation makes a call, in every partition."""


@dataclass(frozen=True, kw_only=True)
class DeploymentCall:
    """A call of a deployment: ``on`` stack, role, policy or task definition; ``by`` whom.

    ``carries`` is what the request names besides (a policy, a boundary or a service), ``when`` is
    ``boundary`` or ``no boundary`` for a call that is only made where the roles have one or none,
    ``inline policies`` for one that is only made where the template has some.
    """

    action: str
    on: str
    by: str
    why: str
    carries: str = ""
    when: str = ""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What is deployed: ARNs, with ``*`` where a deployment itself chooses an ID or revision.

    ``task_roles`` are those of the roles that ECS tasks assume, ``instance_roles`` those that an
    instance profile holds. ``attached`` are the policies that the roles may have, ``boundary`` the
    permissions boundary that they must have. ``only_through_cloudformation`` keeps the deployer
    from making the IAM calls without CloudFormation, which marks its own calls by aws:CalledVia.
    """

    stack: str
    roles: tuple[str, ...]
    policies: tuple[str, ...]
    attached: tuple[str, ...]
    task_definitions: tuple[str, ...]
    task_roles: tuple[str, ...] = ()
    instance_roles: tuple[str, ...] = ()
    instance_profiles: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    boundary: str | None = None
    only_through_cloudformation: bool = False
    inline_policies: bool = False

    def resources(self, on: str, carries: str = "") -> tuple[str, ...]:
        """Return what a call acts on; a role is passed only to what it is for."""
        passed = {"service": self.task_roles, "instances": self.instance_roles}
        if carries in passed:
            return passed[carries]
        kinds = {
            "stack": (self.stack,),
            "role": self.roles,
            "policy": self.policies,
            "task definition": self.task_definitions,
            "instance profile": self.instance_profiles,
            "oidc provider": self.providers,
            "any": ("*",),
        }
        return kinds[on]


@dataclass(frozen=True, kw_only=True)
class SimulatedCall:
    """A call asked of the policy; ``expected`` says whether it must be allowed."""

    call: DeploymentCall
    resource: str
    detail: str
    expected: bool
    allowed: bool


def calls(deployment: Deployment) -> tuple[DeploymentCall, ...]:
    """Return the calls that deploying and changing this makes."""
    text = files("influmojo_cfn").joinpath("data/deployment_calls.json").read_text("utf-8")
    rows = (DeploymentCall(**row) for row in json.loads(text)["calls"])
    made = {"", "boundary" if deployment.boundary else "no boundary"}
    made |= {"inline policies"} if deployment.inline_policies else set()
    return tuple(
        row for row in rows if row.when in made and deployment.resources(row.on, row.carries)
    )


def deployment_of(
    template: Mapping[str, Any],
    environment: Environment,
    *,
    stack_name: str,
    families: tuple[str, ...] = (),
    only_through_cloudformation: bool = False,
) -> Deployment:
    """Find what a template deploys in one environment.

    Args:
        template: plain data, intrinsics in long form; roles and managed policies with names.
        environment: parameter values, account, Region and partition.
        stack_name: the name of its stack.
        families: the task definition families that will name its roles; ``*`` may end one. Without
            any it is what begins as the roles' names do: influmojo-* for influmojo-ecs-task-role.
        only_through_cloudformation: see :class:`Deployment`.

    Raises:
        TemplateError: a role or policy has no name that is known before deployment, the template
            has resources of other types, whose calls are not known here, or a family is none.
    """
    resolved = ResolvedTemplate(template, environment)
    problems = list(_problems(resolved, families))
    found = {
        kind: {name: _arn(resolved, name, problems) for name in resolved.of_type(kind)}
        for kind in COVERED
    }
    by_name, by_policy, profiles, providers = found.values()
    roles, policies = list(by_name.values()), list(by_policy.values())
    tasks = [arn for name, arn in by_name.items() if _is_for_tasks(resolved, name)]
    if problems:
        raise TemplateError(problems)
    where = f"arn:{environment.known_partition}"
    home = f"{environment.region}:{environment.account}"
    return Deployment(
        stack=f"{where}:cloudformation:{home}:stack/{stack_name}/*",
        roles=tuple(sorted(roles)),
        policies=tuple(sorted(policies)),
        attached=tuple(sorted({*policies, *_of_roles(resolved, "ManagedPolicyArns")})),
        task_definitions=tuple(
            f"{where}:ecs:{home}:task-definition/{family}:*"
            for family in families or _families(tasks)
        ),
        task_roles=tuple(sorted(tasks)),
        instance_roles=_instance_roles(resolved, by_name),
        instance_profiles=tuple(sorted(profiles.values())),
        providers=tuple(sorted(providers.values())),
        boundary=next(_of_roles(resolved, "PermissionsBoundary"), None),
        inline_policies=any(
            resolved.property(name, "Policies") for name in resolved.of_type(COVERED[0])
        ),
        only_through_cloudformation=only_through_cloudformation,
    )


def _problems(resolved: ResolvedTemplate, families: tuple[str, ...]) -> Iterator[Problem]:
    """Yield a problem for each resource that is not covered, and each family that is none."""
    for name, row in resolved.resources.items():
        if not isinstance(row, Mapping) or row.get("Type") not in COVERED:
            yield Problem(f"Resources.{name}", _why_not_covered(row))
    for family in families:
        if not _FAMILY.fullmatch(family):
            message = f"{family!r} is not a task definition family: {_FAMILY_WORDS}"
            yield Problem("--family", message)


def _of_roles(resolved: ResolvedTemplate, name: str) -> Iterator[str]:
    """Yield the texts of a property of every role."""
    for role in resolved.of_type(COVERED[0]):
        yield from _texts(resolved.property(role, name))


def _why_not_covered(row: object) -> str:
    kind = row.get("Type") if isinstance(row, Mapping) else None
    if not isinstance(kind, str):
        return "has no Type; a resource is a mapping with a Type"
    return f"is an {kind}; only {', '.join(COVERED[:-1])} and {COVERED[-1]} are covered"


def _arn(resolved: ResolvedTemplate, name: str, problems: list[Problem]) -> str:
    if name in resolved.of_type("AWS::IAM::OIDCProvider"):
        here = f"arn:{resolved.environment.known_partition}:iam::{resolved.environment.account}"
        url = str(resolved.property(name, "Url")).removeprefix("https://")
        return f"{here}:oidc-provider/{url}"
    has_arn = name in resolved.of_type(COVERED[0]) or name in resolved.of_type(COVERED[2])
    arn = resolved.identifier(name, "Arn" if has_arn else "Ref")
    if isinstance(arn, Unknown):
        problems.append(Problem(f"Resources.{name}", f"has no name that is known: {arn.reason}"))
        return ""
    return arn


def _is_for_tasks(resolved: ResolvedTemplate, name: str) -> bool:
    """Return whether ECS tasks assume a role, or it is not known who does."""
    trust = json.dumps(resolved.property(name, "AssumeRolePolicyDocument"), default=str)
    return ECS_TASKS in trust or not any(word in trust for word in ("amazonaws.com", "Federated"))


def _instance_roles(resolved: ResolvedTemplate, roles: Mapping[str, str]) -> tuple[str, ...]:
    names = {arn.rpartition("/")[2]: arn for arn in roles.values()}
    held = {
        role
        for profile in resolved.of_type("AWS::IAM::InstanceProfile")
        for role in _texts(resolved.property(profile, "Roles"))
    }
    return tuple(sorted(names[role] for role in held if role in names))


def _families(roles: list[str]) -> tuple[str, ...]:
    names = [role.rpartition("/")[2] for role in roles]
    # A service with roles of its own names its family as they begin: orders-api-task-role.
    own = {match[1] for name in names if (match := _OWN_ROLE.fullmatch(name))}
    shared = {f"{name.partition('-ecs-')[0]}-*" for name in names if not _OWN_ROLE.fullmatch(name)}
    return tuple(sorted(own | shared))


def _texts(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str):
            yield item


def deployer_policy(deployment: Deployment) -> dict[str, Any]:
    """Return the policy document, each statement with a Sid that says what it is for."""
    sids = {
        ("any", ""): "FindStacks",
        ("stack", ""): "DeployStack",
        ("role", ""): "ManageRoles",
        ("role", "boundary"): "CreateRolesWithBoundary",
        ("role", "policy"): "AttachPolicies",
        ("policy", ""): "ManagePolicies",
        ("task definition", ""): "RegisterTaskDefinitions",
        ("role", "service"): "PassRolesToTasks",
        ("instance profile", ""): "ManageInstanceProfiles",
        ("role", "instances"): "PassRolesToInstances",
        ("oidc provider", ""): "ManageProviders",
    }
    grouped: dict[tuple[str, str], list[DeploymentCall]] = {key: [] for key in sids}
    for call in calls(deployment):
        narrowed = bool(_condition(call.carries, deployment))
        grouped[call.on, call.carries if narrowed else ""].append(call)
    statements = []
    for (on, carries), found in grouped.items():
        if found and deployment.resources(on, carries):
            statement: dict[str, Any] = {
                "Sid": sids[on, carries],
                "Effect": "Allow",
                "Action": sorted(call.action for call in found),
                "Resource": list(deployment.resources(on, carries)),
            }
            condition = _condition(carries, deployment)
            if deployment.only_through_cloudformation and found[0].by == "CloudFormation":
                condition["ForAnyValue:StringEquals"] = {"aws:CalledVia": CLOUDFORMATION}
            statements.append({**statement, **({"Condition": condition} if condition else {})})
    return {"Version": "2012-10-17", "Statement": statements}


def _condition(carries: str, deployment: Deployment) -> dict[str, Any]:
    if carries == "policy":
        return {"ArnEquals": {"iam:PolicyARN": list(deployment.attached)}}
    if carries == "boundary" and deployment.boundary:
        return {"ArnEquals": {"iam:PermissionsBoundary": deployment.boundary}}
    if carries == "service":
        return {"StringEquals": {"iam:PassedToService": ECS_TASKS}}
    if carries == "instances":
        return {"StringEquals": {"iam:PassedToService": EC2}}
    return {}


def simulated_calls(deployment: Deployment, policy: Mapping[str, Any]) -> list[SimulatedCall]:
    """Ask every call of a deployment, and neighbours of it, of a policy."""
    evaluator = Evaluator([parse_policy(policy, name="deployer policy")])
    found = []
    for call in calls(deployment):
        for resource, carried, direct, expected in _requests(call, deployment):
            context = _context(call, carried)
            if call.by == "CloudFormation" and not direct:
                context["aws:CalledVia"] = CLOUDFORMATION
            detail = " and ".join(filter(None, (carried, "no CloudFormation" if direct else "")))
            request = Request(call.action, resource, context_of(context))
            allowed = evaluator.decide(request).allowed
            trial = SimulatedCall(
                call=call, resource=resource, detail=detail, expected=expected, allowed=allowed
            )
            found.append(trial)
    return found


def _requests(
    call: DeploymentCall, deployment: Deployment
) -> Iterator[tuple[str, str, bool, bool]]:
    """Yield resource, what is carried, whether it is made directly, and whether it must pass."""
    right, wrong = _carried(call, deployment)
    if call.on == "any":
        yield "*", right[0], False, True
        return
    for pattern in deployment.resources(call.on, call.carries):
        resource = _instance(call.on, pattern)
        for carried in right:
            yield resource, carried, False, True
        for carried in wrong:
            yield resource, carried, False, False
        if deployment.only_through_cloudformation and call.by == "CloudFormation":
            yield resource, right[0], True, False
        yield _neighbour(call.on, pattern), right[0], False, False


def _carried(
    call: DeploymentCall, deployment: Deployment
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what a request may carry, and what it may not."""
    if call.carries == "policy":
        partition = deployment.stack.split(":")[1]
        return deployment.attached, (f"arn:{partition}:iam::aws:policy/AdministratorAccess",)
    if call.carries == "boundary" and deployment.boundary:
        return (deployment.boundary,), (f"{deployment.boundary}-other", "")
    if call.carries == "service":
        return (ECS_TASKS,), ("lambda.amazonaws.com", EC2)
    if call.carries == "instances":
        return (EC2,), ("lambda.amazonaws.com", ECS_TASKS)
    return ("",), ()


def _context(call: DeploymentCall, carried: str) -> dict[str, str]:
    keys = {
        "policy": "iam:PolicyARN",
        "boundary": "iam:PermissionsBoundary",
        "service": "iam:PassedToService",
        "instances": "iam:PassedToService",
    }
    return {keys[call.carries]: carried} if call.carries and carried else {}


def _instance(on: str, pattern: str) -> str:
    """Return an ARN of what a call acts on, as AWS makes it."""
    stand_in = {"stack": "1a2b3c4d-0000-0000-0000-000000000000", "task definition": "1"}
    head, star, _ = pattern.rpartition("*")
    return (head + stand_in[on]).replace("*", "web") if star else pattern


def _neighbour(on: str, pattern: str) -> str:
    """Return the ARN of another thing of the same kind, whose name begins the same way."""
    if on not in ("stack", "task definition"):
        return f"{pattern}-2"
    head, _, name = pattern.rpartition("/" if on == "task definition" else "stack/")
    separator = "/" if on == "task definition" else "stack/"
    return _instance(on, f"{head}{separator}other-{name}")
