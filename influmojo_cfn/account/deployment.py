"""What the deployment of a template acts on.

The calls of each way to deploy are in :mod:`influmojo_cfn.account.deployment_calls`; those for
other resource types than IAM's are what AWS's registry of types declares.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/fas-requests-and-permission-evaluation.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from influmojo_cfn.account.deployed_roles import (
    arns_attached,
    families_of,
    instance_roles,
    is_for_tasks,
    roles_by_boundary,
)
from influmojo_cfn.account.deployment_routes import (
    CDK,
    SERVICE_ROLE,
    UNKNOWN_METHOD,
    DeploymentMethod,
    route_names,
)
from influmojo_cfn.account.identities import under_any_path
from influmojo_cfn.account.resource_call import ResourceCall
from influmojo_cfn.account.resource_type_calls import attaching_calls, resource_calls
from influmojo_cfn.account.template_calls import template_calls, unknown_macros
from influmojo_cfn.cloudformation.attachments import ROLE
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.generated_names import generated_beginning
from influmojo_cfn.cloudformation.nested_stacks import LOCATIONS, is_nested_and_read
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import Problem, TemplateError, did_you_mean
from influmojo_cfn.iam.unknown import Unknown

BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
"""https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html (read 2026-11-28)"""

_FAMILY = re.compile(r"[A-Za-z0-9_-]{1,255}\*?|\*")
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\x21-\x7e]{1,575}(?<![*?])")
_FAMILY_WORDS = "letters, digits, - and _, 255 at most, and * at its end if need be"
"""Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
(read 2026-11-25)."""

COVERED = (
    ROLE,
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::OIDCProvider",
)
"""The resource types whose calls are in the table, with what the requests carry."""


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """What is deployed: ARNs, with ``*`` where a deployment itself chooses an ID or revision.

    ``task_roles`` are those of the roles that ECS tasks assume, ``instance_roles`` those that an
    instance profile holds. ``attached`` are the policies that the roles can have,
    ``boundaries`` the roles by the permissions boundary that they must have, if any.
    ``former_boundaries`` are those of roles that are imported, which a rollback sets again.
    ``elsewhere`` are patterns of where an account can have the roles, policies and profiles, in
    addition to where the template has them.
    ``method`` is how. ``others`` are the calls for other resource types than IAM's, ``not_known``
    why those of a resource or macro are not, by its place.
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
    boundaries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    former_boundaries: tuple[str, ...] = ()
    inline_policies: bool = False
    elsewhere: tuple[str, ...] = ()
    method: DeploymentMethod = UNKNOWN_METHOD
    others: tuple[ResourceCall, ...] = ()
    not_known: Mapping[str, str] = field(default_factory=dict)

    def resources(self, on: str, carries: str = "") -> tuple[str, ...]:
        """Return what a call acts on; a role is passed only to what it is for."""
        passed = {"service": self.task_roles, "instances": self.instance_roles}
        passed["policy"] = self.roles if self.attached else ()
        if carries in passed:
            return passed[carries]
        kinds = {
            "stack": (self.stack,),
            "role": self.roles,
            "policy": self.policies,
            "attached policy": tuple(sorted({*self.attached} - {*self.policies})),
            "task definition": self.task_definitions,
            "instance profile": self.instance_profiles,
            "oidc provider": self.providers,
            "any": ("*",),
            "service role": tuple(filter(None, [self.method.service_role])),
            **{
                f"found {kind.replace('-', ' ')}": tuple(
                    arn for arn in self.elsewhere if f":{kind}/" in arn
                )
                for kind, _ in _NAMED.values()
            },
            **self._uploads(),
        }
        return kinds[on]

    def _uploads(self) -> dict[str, tuple[str, ...]]:
        """Return where the ways to deploy put templates, and the roles of cdk bootstrap."""
        _, partition, _, region, account = self.stack.split(":")[:5]
        here, buckets = f"{account}-{region}", f"arn:{partition}:s3:::"
        roles = f"arn:{partition}:iam::{account}:role/cdk-hnb659fds-"
        own = (f"{buckets}{self.method.bucket}",) if self.method.bucket else ()
        console, rain = f"{buckets}cf-templates-*-{region}", f"{buckets}rain-artifacts-{here}"
        return {
            "bucket": own,
            "object": tuple(f"{each}/*" for each in own),
            "console bucket": (console,),
            "console object": (f"{console}/*",),
            "rain bucket": (rain,),
            "rain object": (f"{rain}/*",),
            "cdk role": tuple(
                f"{roles}{name}-role-{here}" for name in ("deploy", "file-publishing", "lookup")
            ),
        }


def deployment_of(
    template: Mapping[str, Any],
    environment: Environment,
    *,
    stack_name: str,
    families: tuple[str, ...] = (),
    method: DeploymentMethod = UNKNOWN_METHOD,
    imported: Mapping[str, Any] | None = None,
) -> Deployment:
    """Find what a template deploys in one environment.

    Args:
        template: plain data, intrinsics in long form, nested stacks read.
        environment: parameter values, account, Region and partition.
        stack_name: the name of its stack.
        families: the task definition families that will name its roles; ``*`` can end one. Without
            any it is what begins as the roles' names do: influmojo-* for influmojo-ecs-task-role.
        method: how it is deployed.
        imported: the template of the roles and policies as they are, where they are imported: the
            update removes what only this one has, and a rollback sets it again.

    Raises:
        TemplateError: a resource has no Type, or a name that is not known before deployment, or a
            family is malformed, or a way to deploy does not exist.
    """
    resolved = ResolvedTemplate(template, environment)
    problems = [*_problems(resolved, families), *_method_problems(method)]
    finder = _Finder(resolved=resolved, stack_name=stack_name, problems=problems)
    found = finder.deployment(families)
    named = _named(found)
    if problems:
        raise TemplateError(problems)
    found = replace(found, elsewhere=tuple(sorted({*under_any_path(named)} - named)))
    if imported is not None:
        there = ResolvedTemplate(imported, environment)
        before = _Finder(resolved=there, stack_name=stack_name, problems=problems)
        found = _with_imported(found, before)
    return replace(found, method=method)


@dataclass(frozen=True, kw_only=True)
class _Finder:
    """Finds the resources of a template by ARN, and gathers what is wrong with them."""

    resolved: ResolvedTemplate
    stack_name: str
    problems: list[Problem]

    def deployment(self, families: tuple[str, ...]) -> Deployment:
        """Return what is deployed, as far as nothing is wrong."""
        resolved, here = self.resolved, self.resolved.environment
        where, home = f"arn:{here.known_partition}", f"{here.region}:{here.account}"
        by_name, by_policy, profiles, providers = map(self.arns, COVERED)
        tasks = [arn for name, arn in by_name.items() if is_for_tasks(resolved, name)]
        others, not_known = self.calls_outside_iam()
        for name, arn in by_policy.items():
            others += tuple(attaching_calls(resolved, name, arn, by_name.values()))
        named = families or families_of(tasks)
        attached = {*by_policy.values(), *arns_attached(resolved)}
        return Deployment(
            stack=f"{where}:cloudformation:{home}:stack/{self.stack_name}/*",
            roles=tuple(sorted({*by_name.values()})),
            policies=tuple(sorted({*by_policy.values()})),
            attached=tuple(sorted(attached)),
            task_definitions=tuple(f"{where}:ecs:{home}:task-definition/{n}:*" for n in named),
            task_roles=tuple(sorted({*tasks})),
            instance_roles=instance_roles(resolved, by_name),
            instance_profiles=tuple(sorted({*profiles.values()})),
            providers=tuple(sorted({*providers.values()})),
            boundaries=roles_by_boundary(resolved, by_name),
            inline_policies=any(resolved.property(name, "Policies") for name in by_name),
            others=others,
            not_known=not_known,
        )

    def arns(self, kind: str) -> dict[str, str]:
        """Return the ARN of each resource of a type of IAM."""
        return {name: self._arn(name, kind) for name in self.resolved.of_type(kind)}

    def _arn(self, name: str, kind: str) -> str:
        here = self.resolved.environment
        iam = f"arn:{here.known_partition}:iam::{here.account}"
        if kind == "AWS::IAM::OIDCProvider":
            url = str(self.resolved.property(name, "Url")).removeprefix("https://")
            return f"{iam}:oidc-provider/{url}"
        what, named = _NAMED[kind]
        if self.resolved.property(name, named) is None:
            # CloudFormation makes a name up: the stack's, the resource's, and more.
            path = self.resolved.property(name, "Path") or "/"
            return f"{iam}:{what}{path}{generated_beginning(self.stack_name, 'iam')}"
        arn = self.resolved.identifier(name, "Ref" if what == "policy" else "Arn")
        if isinstance(arn, Unknown):
            message = f"has no name that is known: {arn.reason}"
            self.problems.append(Problem(f"Resources.{name}", message))
            return ""
        return arn

    def calls_outside_iam(self) -> tuple[tuple[ResourceCall, ...], dict[str, str]]:
        """Return the calls for what is not of IAM, and what is not known of them, by its place."""
        found = [*template_calls(self.resolved)]
        not_known = {}
        for macro in unknown_macros(self.resolved.template):
            not_known[f"Transform.{macro}"] = "the function that this macro invokes is not known"
        for name, row in self.resolved.resources.items() if not self.problems else ():
            if row["Type"] in COVERED or self.resolved.exists(name) is False:
                continue
            calls_of = resource_calls(self.resolved, name, self.stack_name)
            if calls_of is None:
                not_known[f"Resources.{name}"] = f"AWS declares no calls of {row['Type']}"
                continue
            found += calls_of
            if row["Type"] in LOCATIONS and not is_nested_and_read(self.resolved.resources, name):
                reason = "the template of the nested stack is not a file at hand"
                not_known[f"Resources.{name}"] = reason
        return tuple(found), not_known


_NAMED = {
    "AWS::IAM::Role": ("role", "RoleName"),
    "AWS::IAM::ManagedPolicy": ("policy", "ManagedPolicyName"),
    "AWS::IAM::InstanceProfile": ("instance-profile", "InstanceProfileName"),
}
"""What an ARN calls a type of IAM, and the property that names a resource of it."""


def _problems(resolved: ResolvedTemplate, families: tuple[str, ...]) -> Iterator[Problem]:
    """Yield a problem for each resource without a Type, and each malformed family."""
    for name, row in resolved.resources.items():
        if not isinstance(row, Mapping) or not isinstance(row.get("Type"), str):
            message = "has no Type; a resource is a mapping with a Type"
            yield Problem(f"Resources.{name}", message)
    for family in families:
        if not _FAMILY.fullmatch(family):
            message = f"{family!r} is not a task definition family: {_FAMILY_WORDS}"
            yield Problem("--family", message)


def _with_imported(deployment: Deployment, before: _Finder) -> Deployment:
    """Return a deployment of what is imported: under the paths that the account has it.

    It can also detach, delete and restore what imported roles have.
    """
    resolved = before.resolved
    there = {_kind_and_name(arn): arn for kind in COVERED for arn in before.arns(kind).values()}

    def imported(arns: Collection[str]) -> tuple[str, ...]:
        return tuple(sorted(there.get(_kind_and_name(arn), arn) for arn in arns))

    moved = _named(deployment) - {*imported(_named(deployment))}

    attached = {*imported(deployment.attached), *arns_attached(resolved)}
    boundaries = {each: imported(arns) for each, arns in deployment.boundaries.items()}
    former = {
        each
        for each, arns in roles_by_boundary(resolved, before.arns(ROLE)).items()
        if each and not {*arns} <= {*boundaries.get(each, ())}
    }
    inline = any(resolved.property(name, "Policies") for name in resolved.of_type(ROLE))
    return replace(
        deployment,
        roles=imported(deployment.roles),
        policies=imported(deployment.policies),
        task_roles=imported(deployment.task_roles),
        instance_roles=imported(deployment.instance_roles),
        instance_profiles=imported(deployment.instance_profiles),
        attached=tuple(sorted(attached)),
        boundaries=boundaries,
        former_boundaries=tuple(sorted(former)),
        inline_policies=deployment.inline_policies or inline,
        elsewhere=tuple(sorted(moved)),
    )


def _named(deployment: Deployment) -> set[str]:
    """Return the ARNs of what an account has one of, whatever its path."""
    return {*deployment.roles, *deployment.policies, *deployment.instance_profiles}


def _kind_and_name(arn: str) -> tuple[str, str]:
    """Return what names a resource of IAM in an account: AWS's own policies have no account."""
    _, _, rest = arn.partition(":iam:")
    return rest.partition("/")[0], arn.rpartition("/")[2]


def _method_problems(method: DeploymentMethod) -> Iterator[Problem]:
    """Yield what is wrong with the way to deploy, its bucket, and the role that it passes."""
    arn, route, bucket = method.service_role, method.route, method.bucket
    if bucket and not BUCKET_NAME.fullmatch(bucket):
        words = f"{bucket!r} is not the name of a bucket; give it without s3:// and wildcards"
        yield Problem("--bucket", words)
    if route not in ("", *route_names()):
        nearest = did_you_mean(route, route_names(), "known are")
        yield Problem("--route", f"{route!r} is not a way to deploy{nearest}")
    if arn and route in (CDK, SERVICE_ROLE):
        who = "the bootstrapped roles pass it" if route == CDK else "that role passes none"
        yield Problem("--role-arn", f"excludes --route {route}: {who}; give one of them")
    if arn and not _ROLE_ARN.fullmatch(arn):
        yield Problem(
            "--role-arn",
            f"{arn!r} is not the ARN of a role; give one such as "
            "arn:aws:iam::111122223333:role/cloudformation",
        )
