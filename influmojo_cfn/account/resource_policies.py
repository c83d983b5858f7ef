"""What the other side must allow: resource policies for what belongs to another account.

A role's own policy is half of the permission where the resource belongs to another account. The
other half is the policy of the repository, topic, queue, bucket, key, secret or parameter. For a
role it is the trust policy. Each one allows what the roles ask for and nothing else, to the roles
by name.

Source (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.iam.arn import Arn, parse_arn
from influmojo_cfn.iam.document import Condition, Statement
from influmojo_cfn.iam.patterns import matches
from influmojo_cfn.iam.unknown import Unknown

BUCKET_OWNER = "s3:resourceaccount"
_CACHE_ACTIONS = {"ecr:batchimportupstreamimage", "ecr:createrepository"}
"""Calls that fill a pull through cache: the owner's registry policy allows them."""


@dataclass(frozen=True, kw_only=True)
class ResourcePolicyType:
    """A kind of resource that has a policy of its own.

    ``element`` is what its statements name as Resource: ``none`` where the policy takes none,
    ``*`` where it represents the resource itself, ``arn`` otherwise. ``command`` sets it; ``note``
    says what it does not reach.
    """

    element: str
    command: str
    source: str
    note: str = ""


KINDS: Mapping[str, ResourcePolicyType] = MappingProxyType(
    {
        "ecr": ResourcePolicyType(
            element="none",
            command=(
                "aws ecr set-repository-policy --region {region} --repository-name {name} "
                "--policy-text file://policy.json"
            ),
            source="https://docs.aws.amazon.com/AmazonECR/latest/userguide/set-repository-policy.html",
        ),
        "ecr cache": ResourcePolicyType(
            element="arn",
            command=(
                "aws ecr put-registry-policy --region {region} --policy-text file://policy.json"
            ),
            source=(
                "https://docs.aws.amazon.com/AmazonECR/latest/userguide/"
                "pull-through-cache-private.html"
            ),
        ),
        "ecr prefix": ResourcePolicyType(
            element="none",
            command=(
                "aws ecr create-repository-creation-template --region {region} --prefix {prefix} "
                "--applied-for PULL_THROUGH_CACHE --repository-policy file://policy.json"
            ),
            source=(
                "https://docs.aws.amazon.com/AmazonECR/latest/userguide/"
                "repository-creation-templates.html"
            ),
            note="repositories that the cache has created already keep the policy that they have: "
            "set this one on each of them (aws ecr set-repository-policy)",
        ),
        "sns": ResourcePolicyType(
            element="arn",
            command=(
                "aws sns set-topic-attributes --region {region} --topic-arn {arn} "
                "--attribute-name Policy --attribute-value file://policy.json"
            ),
            source="https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html",
        ),
        "sqs": ResourcePolicyType(
            element="arn",
            command=(
                "aws sqs set-queue-attributes --region {region} --queue-url "
                "$(aws sqs get-queue-url --region {region} --queue-name {name} "
                "--query QueueUrl --output text) --attributes "
                "\"$(python3 -c 'import json; "
                'print(json.dumps(dict(Policy=open("policy.json").read())))\')"'
            ),
            source=(
                "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/"
                "sqs-basic-examples-of-sqs-policies.html"
            ),
        ),
        "s3": ResourcePolicyType(
            element="arn",
            command="aws s3api put-bucket-policy --bucket {name} --policy file://policy.json",
            source=(
                "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
                "example-walkthroughs-managing-access-example2.html"
            ),
        ),
        "kms": ResourcePolicyType(
            element="*",
            command=(
                "aws kms put-key-policy --region {region} --key-id {arn} --policy file://policy.json"
            ),
            source=(
                "https://docs.aws.amazon.com/kms/latest/developerguide/"
                "key-policy-modifying-external-accounts.html"
            ),
        ),
        "ssm": ResourcePolicyType(
            element="arn",
            command=(
                "aws ssm put-resource-policy --region {region} --resource-arn {arn} "
                "--policy file://policy.json"
            ),
            source=(
                "https://docs.aws.amazon.com/systems-manager/latest/userguide/"
                "parameter-store-shared-parameters.html"
            ),
            note="a parameter of the standard tier has no policy: move it to the advanced tier "
            "first (aws ssm put-parameter --tier Advanced)",
        ),
        "secretsmanager": ResourcePolicyType(
            element="*",
            command=(
                "aws secretsmanager put-resource-policy --region {region} --secret-id {arn} "
                "--resource-policy file://policy.json"
            ),
            source=(
                "https://docs.aws.amazon.com/secretsmanager/latest/userguide/"
                "auth-and-access_examples_cross.html"
            ),
        ),
        "iam": ResourcePolicyType(
            element="none",
            command=(
                "aws iam update-assume-role-policy --role-name {role} "
                "--policy-document file://policy.json"
            ),
            source=(
                "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
                "tutorial_cross-account-with-roles.html"
            ),
        ),
    }
)
"""The kinds by the service of their ARN; two more for a pull through cache of Amazon ECR."""


@dataclass(frozen=True, kw_only=True)
class ResourcePolicy:
    """The policy that the owner of a resource must give it: ``resource`` is its ARN."""

    account: str
    resource: str
    policy: Mapping[str, Any] = field(hash=False)
    command: str
    source: str
    note: str = ""


@dataclass(frozen=True)
class _Need:
    """What one statement of a role asks of one resource of another account.

    ``kind`` is the key of the policy that allows it, ``actions`` those of that policy.
    """

    account: str
    resource: str
    reached: str
    role: str
    statement: Statement
    kind: str
    actions: tuple[str, ...]


def resource_policies(roles: Iterable[TemplateRole]) -> list[ResourcePolicy]:
    """Return a policy for each resource of another account that roles can use, in ARN's order.

    What a role can do on every resource (``*``) asks nothing of one in particular. A bucket's ARN
    names no account: a bucket is another account's where its statement says so by
    s3:ResourceAccount.

    Raises:
        TemplateError: a role reads a secret of an account and can use no KMS key of that account,
            or the name of a role or the value of a condition is not known before deployment.
    """
    needs: dict[tuple[str, str, str], list[_Need]] = {}
    problems: list[Problem] = []
    for role in roles:
        of_role = list(_needs(role))
        problems += _secrets_without_key(role, of_role)
        for need in of_role:
            needs.setdefault((need.resource, need.account, need.kind), []).append(need)
    if problems:
        raise TemplateError(problems)
    return [_policy(needs[key], key[2]) for key in sorted(needs)]


def _by_kind(
    arn: Arn, statement: Statement, cached: Iterable[str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield which of the owner's policies a statement asks for, and what each has to allow.

    ``cached`` are the repositories that a pull through cache creates, as patterns: no policy can
    be set on one before its first image is pulled.
    """
    actions = _actions(statement, "sts" if arn.service == "iam" else arn.service)
    if arn.service != "ecr":
        if actions:
            yield arn.service, actions
        return
    filling = tuple(each for each in actions if each.lower() in _CACHE_ACTIONS)
    pulling = tuple(each for each in actions if each not in filling)
    if filling:
        yield "ecr cache", filling
    if pulling:
        created = any(matches(pattern, str(arn)) for pattern in cached)
        yield "ecr prefix" if created or arn.resource.endswith("/*") else "ecr", pulling


def _cached(role: TemplateRole) -> list[str]:
    """Return the repositories that a role fills through a cache, as patterns."""
    return [
        str(resource)
        for policy in role.policies
        for statement in policy.statements
        if statement.effect == "Allow" and not statement.not_action
        if {str(action).lower() for action in statement.actions} & _CACHE_ACTIONS
        for resource in statement.resources
        if str(resource) != "*"
    ]


def _secrets_without_key(role: TemplateRole, needs: Iterable[_Need]) -> Iterator[Problem]:
    """Yield a problem for each secret of an account of which the role can use no KMS key.

    The key aws/secretsmanager is used by its own account alone.
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
    """
    for need in needs:
        if need.resource.split(":")[2] == "secretsmanager" and not _decrypts(role, need.account):
            yield Problem(
                f"{role.logical_id}: {need.resource}",
                f"a secret of account {need.account} is read with a customer managed key of that "
                "account, and no statement allows kms:Decrypt on one; grant the key's ARN",
            )


def _decrypts(role: TemplateRole, account: str) -> bool:
    for policy in role.policies:
        for statement in policy.statements:
            named = any(matches(str(each).lower(), "kms:decrypt") for each in statement.actions)
            if statement.effect != "Allow" or statement.not_action or not named:
                continue
            for text in map(str, statement.resources):
                arn = parse_arn(text)
                if text == "*" or (arn and arn.service == "kms" and arn.account == account):
                    return True
    return False


def _needs(role: TemplateRole) -> Iterator[_Need]:
    own, cached = role.environment.account, _cached(role)
    for policy in role.policies:
        for statement in policy.statements:
            if statement.effect != "Allow" or statement.not_resource or statement.not_action:
                continue
            for text in statement.resources:
                arn = parse_arn(text) if isinstance(text, str) else None
                if arn is None or arn.service not in KINDS:
                    continue
                for account in _owners(arn, statement):
                    if account == own:
                        continue
                    name = _resource_of(arn)
                    for kind, actions in _by_kind(arn, statement, cached):
                        named = _named(role, name)
                        yield _Need(account, name, str(arn), named, statement, kind, actions)


def _named(role: TemplateRole, resource: str) -> str:
    if isinstance(role.arn, Unknown):
        message = f"has no name that {resource} could allow: {role.arn.reason}"
        raise TemplateError(Problem(role.logical_id, message))
    return role.arn


def _owners(arn: Arn, statement: Statement) -> list[str]:
    if arn.service != "s3":
        return [arn.account] if arn.account.isdigit() else []
    said = [c for c in statement.conditions if c.key.lower() == BUCKET_OWNER]
    return [v for c in said for v in c.values if isinstance(v, str) and v.isdigit()]


def _resource_of(arn: Arn) -> str:
    """Return the ARN of the resource that has the policy: an object's bucket, else itself."""
    return (
        str(arn._replace(resource=arn.resource.partition("/")[0]))
        if arn.service == "s3"
        else str(arn)
    )


def _policy(needs: list[_Need], name: str) -> ResourcePolicy:
    resource, account = needs[0].resource, needs[0].account
    arn = parse_arn(resource)
    assert arn is not None
    kind = KINDS[name]
    statements = [
        _statement(kind, actions, conditions, roles, list(reached))
        for (actions, conditions, reached), roles in _merged(needs).items()
    ]
    for number, statement in enumerate(statements, 1):
        statement["Sid"] = f"AllowEcsTasks{number if len(statements) > 1 else ''}"
    return ResourcePolicy(
        account=account,
        resource=resource,
        policy={"Version": "2012-10-17", "Statement": statements},
        command=kind.command.format(
            arn=resource,
            region=arn.region,
            name=arn.resource.removeprefix("repository/"),
            role=arn.resource.rpartition("/")[2],
            prefix=arn.resource.removeprefix("repository/").removesuffix("/*"),
        ),
        source=kind.source,
        note=kind.note,
    )


_Asked = tuple[tuple[str, ...], tuple[Condition, ...], tuple[str, ...]]


def _merged(needs: list[_Need]) -> dict[_Asked, list[str]]:
    """Return the roles by what they ask; what one role reaches is never given to another."""
    reached: dict[tuple[str, tuple[str, ...], tuple[Condition, ...]], set[str]] = {}
    for need in needs:
        key = (need.role, need.actions, _conditions(need))
        reached.setdefault(key, set()).add(need.reached)
    roles: dict[_Asked, list[str]] = {}
    for (role, actions, conditions), arns in sorted(reached.items(), key=lambda row: row[0][:2]):
        if actions:
            roles.setdefault((actions, conditions, tuple(sorted(arns))), []).append(role)
    return roles


def _actions(statement: Statement, service: str) -> tuple[str, ...]:
    named = (text for text in statement.actions if isinstance(text, str))
    return tuple(sorted(text for text in named if text.partition(":")[0].lower() == service))


def _conditions(need: _Need) -> tuple[Condition, ...]:
    kept = [c for c in need.statement.conditions if c.key.lower() != BUCKET_OWNER]
    for condition in kept:
        for value in condition.values:
            if isinstance(value, Unknown):
                where = f"{need.role}: {need.statement.sid or need.reached}: {condition.key}"
                raise TemplateError(
                    Problem(where, f"is not known before deployment: {value.reason}")
                )
    return tuple(sorted(kept, key=lambda c: (c.operator, c.key)))


def _statement(
    kind: ResourcePolicyType,
    actions: tuple[str, ...],
    conditions: tuple[Condition, ...],
    roles: list[str],
    reached: list[str],
) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Sid": "",
        "Effect": "Allow",
        "Principal": {"AWS": roles},
        "Action": list(actions),
    }
    if kind.element != "none":
        statement["Resource"] = "*" if kind.element == "*" else reached
    for condition in conditions:
        block = statement.setdefault("Condition", {}).setdefault(condition.operator, {})
        values = (value for value in condition.values if isinstance(value, str))
        block[condition.key] = list(dict.fromkeys(values))
    return statement
