"""An account asked about its roles and policies: read-only, except for tags when told to.

What is asked, and the least policy for asking it, stand side by side here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from influmojo_cfn.deploy.connection import Connection, account_errors
from influmojo_cfn.deploy.declaration import declared_identities
from influmojo_cfn.deploy.identity import Identities, PolicyState, read_identities
from influmojo_cfn.deploy.stack import StackClient
from influmojo_cfn.deploy.verification import Check, Verifier
from influmojo_cfn.errors import AccountError
from influmojo_cfn.evaluation.intrinsics import partition_of

ROLE_ACTIONS = (
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:ListRoleTags",
)
POLICY_ACTIONS = ("iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyTags")
TAG_ACTIONS = ("iam:TagPolicy",)
STACK_ACTIONS = ("cloudformation:DescribeStacks",)

GOOD_STACK = (
    "CREATE_COMPLETE",
    "UPDATE_COMPLETE",
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
    "IMPORT_COMPLETE",
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be in the account.

    ``template`` is plain data; ``parameters`` are values by name, which win over those of the
    stack; ``policy_tags`` are the tags of each managed policy by logical ID, which CloudFormation
    cannot set. ``account`` is the only account that will do, where it is given.
    """

    template: Mapping[str, Any]
    parameters: Mapping[str, str] = field(default_factory=dict)
    policy_tags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    account: str | None = None
    stack_name: str | None = None
    deploy_command: str = "aws cloudformation deploy"


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was found of what was wanted."""

    account: str
    region: str
    checks: tuple[Check, ...]
    expected: Identities
    found: Identities
    fixed: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether anything in the account is not as declared."""
        return any(check.differs for check in self.checks)


def verify(wanted: Wanted, connection: Connection, *, fix_tags: bool = False) -> Verification:
    """Compare an account with a template; with ``fix_tags`` set the tags of policies first.

    Raises:
        AccountError: the account cannot be asked, or is another one than wanted.
        TemplateError: the parameters are wrong, or a part of a role is not known beforehand.
    """
    account = checked_account(wanted, connection)
    with account_errors(connection):
        stack = _stack(wanted, connection)
        expected = _declared(wanted, stack, account, connection.region_name)
        iam = connection.client("iam")
        found = read_identities(iam, expected)
        fixed: tuple[str, ...] = ()
        if fix_tags:
            fixed = _fix_tags(iam, expected, found)
            found = read_identities(iam, expected) if fixed else found
    checks = _stack_checks(wanted, stack)
    verifier = Verifier(
        options=connection.options,
        deploy=wanted.deploy_command + connection.options,
        other_tags=_tags(stack or {}),
    )
    return Verification(
        account=account,
        region=connection.region_name,
        checks=(*checks, *verifier.verify(expected, found)),
        expected=expected,
        found=found,
        fixed=fixed,
    )


def checked_account(wanted: Wanted, connection: Connection) -> str:
    """Give the account that the credentials are of.

    Raises:
        AccountError: it is not the one that is wanted, or cannot be asked.
    """
    account = connection.account()
    if wanted.account and account != wanted.account:
        raise AccountError(
            f"these credentials are of the account {account}, not of {wanted.account}: "
            "choose another --profile"
        )
    return account


def _stack(wanted: Wanted, connection: Connection) -> Mapping[str, Any] | None:
    if not wanted.stack_name:
        return None
    client = connection.client("cloudformation")
    return StackClient(name=wanted.stack_name, client=client).describe()


def _declared(
    wanted: Wanted, stack: Mapping[str, Any] | None, account: str, region: str
) -> Identities:
    """Give what the template declares with the parameters that the stack was deployed with."""
    known = wanted.template.get("Parameters", {})
    of_stack = {
        row["ParameterKey"]: row["ParameterValue"]
        for row in (stack or {}).get("Parameters", [])
        if row["ParameterKey"] in known and "ParameterValue" in row
    }
    return declared_identities(
        wanted.template,
        {**of_stack, **wanted.parameters},
        account=account,
        region=region,
        policy_tags=wanted.policy_tags,
    )


def _tags(stack: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in stack.get("Tags", [])}


def _stack_checks(wanted: Wanted, stack: Mapping[str, Any] | None) -> tuple[Check, ...]:
    if not wanted.stack_name:
        return ()
    status = str((stack or {}).get("StackStatus", ""))
    if status in GOOD_STACK:
        state, mend = "as declared", ""
    else:
        state, mend = ("different" if status else "missing"), wanted.deploy_command
    return (
        Check(
            subject=f"stack {wanted.stack_name}",
            point="status",
            state=state,  # type: ignore[arg-type]
            expected="CREATE_COMPLETE or UPDATE_COMPLETE",
            seen=status,
            mend=mend,
        ),
    )


def _fix_tags(iam: Any, expected: Identities, found: Identities) -> tuple[str, ...]:
    """Set the tags that policies lack; give the names of those that were changed."""
    fixed: list[str] = []
    for arn, policy in expected.policies.items():
        there = found.policies.get(arn)
        tags = _lacking(policy, there)
        if there is not None and tags:
            iam.tag_policy(
                PolicyArn=arn, Tags=[{"Key": key, "Value": value} for key, value in tags.items()]
            )
            fixed.append(policy.name)
    return tuple(fixed)


def _lacking(expected: PolicyState, found: PolicyState | None) -> dict[str, str]:
    there = found.tags if found else {}
    return {key: value for key, value in expected.tags.items() if there.get(key) != value}


def reading_policy(
    wanted: Wanted, *, account: str, region: str, fix_tags: bool = False
) -> dict[str, Any]:
    """Give the least IAM policy with which :func:`verify` can be done.

    sts:GetCallerIdentity needs no permission.
    """
    partition = partition_of(region)
    expected = _declared(replace(wanted, stack_name=None), None, account, region)
    roles = sorted(
        f"arn:{partition}:iam::{account}:role{role.path}{role.name}"
        for role in expected.roles.values()
    )
    statements = [
        _statement("ReadRoles", ROLE_ACTIONS, roles),
        _statement("ReadPolicies", POLICY_ACTIONS, sorted(expected.policies)),
    ]
    if fix_tags:
        statements.append(_statement("TagPolicies", TAG_ACTIONS, sorted(expected.policies)))
    if wanted.stack_name:
        stack = f"arn:{partition}:cloudformation:{region}:{account}:stack/{wanted.stack_name}/*"
        statements.append(_statement("ReadStack", STACK_ACTIONS, [stack]))
    return {"Version": "2012-10-17", "Statement": [each for each in statements if each["Resource"]]}


def _statement(sid: str, actions: tuple[str, ...], resources: list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}
