"""An account asked about its roles and policies: read-only, except for tags when told to.

What is asked, and the least policy for asking it, stand side by side here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from shlex import quote
from typing import Any

from influmojo_cfn.account.connection import Connection, account_errors
from influmojo_cfn.account.desired_state import declared_identities
from influmojo_cfn.account.drift import Check, State, Verifier
from influmojo_cfn.account.identities import Identities, PolicyState, read_identities
from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.account.stack_template import own_template
from influmojo_cfn.cloudformation.environment import partition_of
from influmojo_cfn.errors import AccountError

ROLE_ACTIONS = (
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:ListRoleTags",
)
POLICY_ACTIONS = (
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:ListPolicyTags",
    "iam:ListPolicyVersions",
)
FIND_ACTIONS = ("iam:ListPolicies",)
"""A policy that is not under its ARN is looked for by name; the call takes no resource."""
TAG_ACTIONS = ("iam:TagPolicy",)
STACK_ACTIONS = ("cloudformation:DescribeStacks", "cloudformation:GetTemplate")

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
        """Return whether anything in the account is not as declared."""
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
        wanted = replace(wanted, template=_with_what_cannot_change(wanted, stack, connection))
        expected = _declared(wanted, stack, account, connection.region_name)
        iam = connection.client("iam")
        found = read_identities(iam, expected)
        fixed: tuple[str, ...] = ()
        if fix_tags:
            fixed = _fix_tags(iam, expected, found)
            found = read_identities(iam, expected) if fixed else found
    checks = stack_checks(wanted, stack, connection.options)
    verifier = Verifier(
        options=connection.options,
        deploy=wanted.deploy_command + connection.options,
        deployed=bool(stack) and not any(check.differs for check in checks),
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
    """Return the account that the credentials are of.

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
    """Return what the template declares with the parameters that the stack was deployed with."""
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


_CANNOT_CHANGE = {
    "AWS::IAM::ManagedPolicy": ("Description", "Path"),
    "AWS::IAM::Role": ("Path",),
}
"""Properties that only making a resource again would change (names aside)."""


def _with_what_cannot_change(
    wanted: Wanted, stack: Mapping[str, Any] | None, connection: Connection
) -> Mapping[str, Any]:
    """Return the template with these properties as the stack's own template has them.

    A stack that adopted roles made by hand keeps them: they are no difference then.
    """
    if stack is None or not str(stack["StackStatus"]).endswith("_COMPLETE"):
        return wanted.template
    deployed = own_template(str(wanted.stack_name), connection).data.get("Resources", {})
    resources = dict(wanted.template["Resources"])
    for name, resource in resources.items():
        there = deployed.get(name, {})
        if there.get("Type") == resource["Type"]:
            kept = {
                key: there.get("Properties", {}).get(key)
                for key in _CANNOT_CHANGE.get(resource["Type"], ())
            }
            given = {**resource["Properties"], **kept}
            given = {key: value for key, value in given.items() if value is not None}
            resources[name] = {**resource, "Properties": given}
    return {**wanted.template, "Resources": resources}


def _tags(stack: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in stack.get("Tags", [])}


NEVER_MADE = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
"""States of a stack that takes no update: it has to be deleted first.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
"""


def stack_checks(
    wanted: Wanted, stack: Mapping[str, Any] | None, options: str
) -> tuple[Check, ...]:
    """Return the check of the stack's own state, where a stack is wanted."""
    if not wanted.stack_name:
        return ()
    status = str((stack or {}).get("StackStatus", ""))
    good = status in GOOD_STACK
    state: State = "as declared" if good else "different" if status else "missing"
    return (
        Check(
            subject=f"stack {wanted.stack_name}",
            point="status",
            state=state,
            expected="CREATE_COMPLETE or UPDATE_COMPLETE",
            seen=status,
            mend="" if good else _mend_stack(wanted, status, options),
        ),
    )


def _mend_stack(wanted: Wanted, status: str, options: str) -> str:
    deploy = wanted.deploy_command + options

    def stack(verb: str) -> str:
        return f"aws cloudformation {verb}{options} --stack-name {quote(str(wanted.stack_name))}"

    if status in NEVER_MADE:
        steps = [stack("delete-stack"), stack("wait stack-delete-complete"), deploy]
    elif status == "UPDATE_ROLLBACK_FAILED":
        rolled_back = stack("wait stack-rollback-complete")
        steps = [stack("continue-update-rollback"), rolled_back, deploy]
    else:
        steps = [deploy]
    return " && ".join(steps)


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
    """Return the least IAM policy with which :func:`verify` can be done.

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
        _statement("FindPolicies", FIND_ACTIONS, ["*"] if expected.policies else []),
    ]
    if fix_tags:
        statements.append(_statement("TagPolicies", TAG_ACTIONS, sorted(expected.policies)))
    if wanted.stack_name:
        stack = f"arn:{partition}:cloudformation:{region}:{account}:stack/{wanted.stack_name}/*"
        statements.append(_statement("ReadStack", STACK_ACTIONS, [stack]))
    return {"Version": "2012-10-17", "Statement": [each for each in statements if each["Resource"]]}


def _statement(sid: str, actions: tuple[str, ...], resources: list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}
