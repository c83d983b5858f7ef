"""An account asked about its roles and policies: read-only, except for tags when told to.

:mod:`.reader_policy` is the minimal policy for asking.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from shlex import quote
from typing import Any

from influmojo_cfn.account.connection import Connection, account_errors
from influmojo_cfn.account.desired_state import desired_identities, with_what_cannot_change
from influmojo_cfn.account.drift import Check, DriftState, Verifier, with_replacements
from influmojo_cfn.account.identities import (
    Identities,
    read_identities,
)
from influmojo_cfn.account.remediation import set_tags
from influmojo_cfn.account.split_stack import (
    bucket_of,
    check_parts,
    deployed_template,
    existing_in,
    is_of_parts,
    names_of,
    parts_of,
    physical_names,
    resources_of,
    stacks_of_parts,
)
from influmojo_cfn.account.stack import StackClient, parameter_values_of
from influmojo_cfn.account.stack_owner import (
    check_names,
    check_owner,
    owners_in,
    without_former_owners,
)
from influmojo_cfn.account.stack_recovery import (
    StackRecovery,
    deployment_of_root,
    is_well,
    root_of,
)
from influmojo_cfn.account.stack_template import StackTemplate
from influmojo_cfn.cloudformation.parameters import default_text
from influmojo_cfn.errors import AccountError


@dataclass(frozen=True, kw_only=True)
class DesiredState:
    """What is to be in the account.

    ``template`` is plain data. ``parameters`` are values by name, which win over those of the
    stack. ``policy_tags`` are the tags of each managed policy by logical ID, which CloudFormation
    cannot set. ``account`` is the only account that will do, where it is given. ``deploy_command``
    and ``adopt_command`` deploy the template and update the stack, without their parameters;
    ``new_stack`` is the stack of that command, where none is named. ``held`` are the logical IDs
    that the stack has, where there is one. ``parts`` are the nested stacks of the resources where
    the template is split into them, all by logical ID. ``is_nested`` says that its stack is nested
    in one whose template is not known.
    """

    template: Mapping[str, Any]
    parameters: Mapping[str, str] = field(default_factory=dict)
    policy_tags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    account: str | None = None
    stack_name: str | None = None
    new_stack: str = ""
    deploy_command: str = "aws cloudformation deploy"
    adopt_command: str = "influmojo-cfn adopt"
    held: frozenset[str] | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    is_nested: bool = False

    @property
    def is_split(self) -> bool:
        """Return whether the template is deployed as a root and nested stacks."""
        return bool(self.parts)

    def of_stack(self, name: str) -> DesiredState:
        """Return the same, deployed to the stack of that name."""
        new, found = (f"--stack-name {quote(each)} " for each in (self.new_stack, name))
        command = self.deploy_command.replace(new, found)
        return replace(self, stack_name=name, deploy_command=command)

    def declares(self, parameter: str) -> bool:
        """Return whether the template has this parameter."""
        return parameter in self.template.get("Parameters", {})


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was found of what was desired; ``stack`` is that of the values, empty without one."""

    account: str
    region: str
    checks: tuple[Check, ...]
    expected: Identities
    found: Identities
    fixed: tuple[str, ...] = ()
    stack: str = ""

    @property
    def differs(self) -> bool:
        """Return whether anything in the account is not as declared."""
        return any(check.differs for check in self.checks)


def verify(
    desired: DesiredState,
    connection: Connection,
    *,
    fix_tags: bool = False,
    any_owner: bool = False,
) -> Verification:
    """Compare an account with a template; with ``fix_tags`` set the tags of policies first.

    Where no stack is named, it is the one that owns the roles. ``any_owner`` compares the account
    with the template alone, whatever stack the roles belong to.

    Raises:
        AccountError: the account cannot be asked, is another one than desired, or the roles belong
            to another stack or Region.
        TemplateError: the parameters are wrong, or a part of a role is not known beforehand.
    """
    account, region = checked_account(desired, connection), connection.region_name
    iam = connection.client("iam")
    with account_errors(connection):
        if not any_owner and not desired.stack_name:
            wanted = declared_identities(desired, None, account, region)
            desired = _of_owner(desired, wanted, connection)
        stack = _stack(desired, connection)
        parts = None
        if desired.is_split and not any_owner:
            parts = parts_of(desired.stack_name, stack, connection)
        declared = declared_identities(desired, stack, account, region)
        desired = _as_deployed(desired, stack, connection, parts)
        expected = declared_identities(desired, stack, account, region)
        found = _found(expected, connection)
        if not any_owner:
            names = names_of(parts) if parts else ()
            check_owner(found, name=desired.stack_name, stack=stack, region=region, parts=names)
            _check_replacement(desired, expected, found, parts, connection)
        if fixed := set_tags(iam, expected, found) if fix_tags else ():
            found = _found(expected, connection)
    checks = stack_checks(desired, stack, connection.options)
    points = _verifier(desired, stack, checks, connection).verify(expected, found)
    checks += tuple(with_replacements(points, declared, expected))
    return Verification(
        account=account,
        region=region,
        checks=checks,
        expected=expected,
        found=found,
        fixed=fixed,
        stack=desired.stack_name or "",
    )


def _of_owner(desired: DesiredState, wanted: Identities, connection: Connection) -> DesiredState:
    """Return what is desired of the stack that owns the roles, where there is one.

    Roles that were deleted, or created again, have no tags of their stack. They are those of the
    default stack if it has the names.
    """
    owners = owners_in(_found(wanted, connection), connection.region_name)
    if desired.is_split or len(owners) > 1:
        owners = stacks_of_parts(owners, connection)
    if not owners and desired.new_stack:
        default = deployed_template(desired.new_stack, connection)
        names = {*wanted.roles, *(policy.name for policy in wanted.policies.values())}
        if default and (is_of_parts(default) or names & {*physical_names(default).values()}):
            return desired.of_stack(desired.new_stack)
    return desired.of_stack(*owners) if len(owners) == 1 else desired


def _found(expected: Identities, connection: Connection) -> Identities:
    """Return what the account has of what is expected, with the stacks that own it today."""
    found = read_identities(connection.client("iam"), expected)
    return without_former_owners(found, connection)


def _as_deployed(
    desired: DesiredState,
    stack: Mapping[str, Any] | None,
    connection: Connection,
    parts: StackTemplate | None,
) -> DesiredState:
    """Return what is desired of a stack, with what an update of it cannot change."""
    deployed = parts
    if not parts and desired.stack_name:
        deployed = deployed_template(desired.stack_name, connection)
    if deployed:
        check_parts(deployed, desired.parts)
    if parts:
        in_bucket = f"--s3-bucket {bucket_of(parts)}{connection.options}"
        command = desired.deploy_command.replace("--s3-bucket BUCKET", in_bucket)
        desired = replace(desired, deploy_command=command)
    if deployed:
        desired = replace(desired, held=existing_in(deployed))
    template = with_what_cannot_change(desired.template, resources_of(deployed) if deployed else {})
    if root := root_of(stack):
        command = deployment_of_root(str(desired.stack_name), root)
        return replace(desired, template=template, deploy_command=command, is_nested=True)
    keeps = template != desired.template
    command = deployment_command(desired, stack, keeps=keeps)
    return replace(desired, template=template, deploy_command=command)


def _check_replacement(
    desired: DesiredState,
    expected: Identities,
    found: Identities,
    parts: StackTemplate | None,
    connection: Connection,
) -> None:
    """Raise :class:`AccountError` if a deployment would replace or remove what its stack holds."""
    is_new = not (found.roles or found.policies)
    name = desired.stack_name or (desired.new_stack if is_new else "")
    if name and not parts:
        parts = deployed_template(name, connection)
    if name and parts:
        check_names(expected, physical_names(parts), name, is_new=is_new)


def compare_again(
    verification: Verification, desired: DesiredState, connection: Connection
) -> Verification:
    """Compare what a verification found with another template of the same resources.

    Raises:
        TemplateError: see :func:`verify`.
    """
    before, region = verification.expected, verification.region
    expected = declared_identities(desired, None, verification.account, region)
    arns = {policy.logical_id: arn for arn, policy in expected.policies.items()}
    policies = {
        arns[before.policies[arn].logical_id]: policy
        for arn, policy in verification.found.policies.items()
    }
    found = replace(verification.found, policies=policies)
    checks = _verifier(desired, None, (), connection).verify(expected, found)
    return replace(verification, checks=checks, expected=expected, found=found)


def _verifier(
    desired: DesiredState,
    stack: Mapping[str, Any] | None,
    checks: tuple[Check, ...],
    connection: Connection,
) -> Verifier:
    """Return what compares: a stack that is well would be deployed without a change."""
    return Verifier(
        options=connection.options,
        deploy=_deploy(desired, connection.options),
        deployed=bool(stack) and not any(check.differs for check in checks),
        held=desired.held,
        other_tags=_tags(stack or {}),
    )


def checked_account(desired: DesiredState, connection: Connection) -> str:
    """Return the account that the credentials are of.

    Raises:
        AccountError: it is not the one that is desired, or cannot be asked.
    """
    account = connection.account()
    if desired.account and account != desired.account:
        raise AccountError(
            f"these credentials are of the account {account}, not of {desired.account}: "
            "choose another --profile"
        )
    return account


def _stack(desired: DesiredState, connection: Connection) -> Mapping[str, Any] | None:
    if not desired.stack_name:
        return None
    client = connection.client("cloudformation")
    return StackClient(name=desired.stack_name, client=client).describe()


def declared_identities(
    desired: DesiredState, stack: Mapping[str, Any] | None, account: str, region: str
) -> Identities:
    """Return what the template declares with the parameters that the stack was deployed with."""
    return desired_identities(
        desired.template,
        _parameters(desired, stack),
        account=account,
        region=region,
        policy_tags=desired.policy_tags,
    )


def _parameters(desired: DesiredState, stack: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the parameter values: those that are given, else those of the stack."""
    of_stack = {
        key: value
        for key, value in parameter_values_of(stack or {}).items()
        if desired.declares(key)
    }
    return {**of_stack, **desired.parameters}


def deployment_command(
    desired: DesiredState, stack: Mapping[str, Any] | None = None, *, keeps: bool = False
) -> str:
    """Return the command that deploys the template with the values of the deployed stack.

    Where the stack ``keeps`` what an update could only change by replacement, it is adopt's update.
    """
    rows = desired.template.get("Parameters", {})
    given = [
        f"{key}={value}"
        for key, value in _parameters(desired, stack).items()
        if value != default_text(rows.get(key, {}))
    ]
    if keeps:
        options = [f"--stack-name {quote(str(desired.stack_name))} --execute"]
        options += [f"--parameter {quote(each)}" for each in given]
        return " ".join([desired.adopt_command, *options])
    overrides = [f"--parameter-overrides {' '.join(map(quote, given))}"] if given else []
    return " ".join([desired.deploy_command, *overrides])


def _tags(stack: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in stack.get("Tags", [])}


def stack_checks(
    desired: DesiredState, stack: Mapping[str, Any] | None, options: str
) -> tuple[Check, ...]:
    """Return the check of the stack's own state, where a stack is desired."""
    if not desired.stack_name:
        return ()
    found = stack or {}
    status = str(found.get("StackStatus", ""))
    good = is_well(status)
    state: DriftState = "as declared" if good else "different" if status else "missing"
    recovery = StackRecovery(
        name=desired.stack_name,
        deploy=_deploy(desired, options),
        adopt=deployment_command(desired, stack, keeps=True) + options,
        options=options,
        root=root_of(stack),
    )
    return (
        Check(
            subject=f"stack {desired.stack_name}",
            point="status",
            state=state,
            expected="CREATE_COMPLETE or UPDATE_COMPLETE",
            seen=status
            if good
            else ": ".join(filter(None, (status, found.get("StackStatusReason")))),
            fix=recovery.command(status),
        ),
    )


def _deploy(desired: DesiredState, options: str) -> str:
    """Return the command that deploys, in the account that the options reach."""
    return desired.deploy_command if desired.is_nested else desired.deploy_command + options
