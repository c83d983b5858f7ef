"""An adoption carried out: two change sets, looked at before each, and nothing lost between.

Where a local engine cannot import managed policies (ministack 1.5.33 cannot, AWS can), the roles
alone are imported and the update makes the policies: a copy of each keeps its permissions attached
meanwhile. That deletes a policy and makes it again, so it is never done at AWS.

Every step looks at what is there first, so that a run which was cut off is finished by the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from influmojo_cfn.account.connection import Connection, account_errors
from influmojo_cfn.account.identities import PolicyState, policy_arns, read_policy
from influmojo_cfn.account.import_plan import POLICY, ROLE, Adoption, plan_adoption
from influmojo_cfn.account.stack import ChangeSet, NotExecutable, StackClient
from influmojo_cfn.account.verification import NEVER_MADE, Verification, Wanted, verify
from influmojo_cfn.errors import AccountError

COPY = "-while-adopting"


@dataclass(frozen=True, kw_only=True)
class Adopter:
    """Carries out an adoption. ``write`` gives a template as text, ``say`` takes a line."""

    wanted: Wanted
    connection: Connection
    stack: StackClient
    write: Callable[[Mapping[str, Any]], str]
    say: Callable[[str], None] = field(default=lambda line: None)

    def run(self) -> None:
        """Import what is there, then update to the full template.

        Raises:
            AccountError: CloudFormation refuses, would remove or replace something, or cannot be
                asked. Both roles exist then, as before.
        """
        with account_errors(self.connection):
            adoption = self._planned()
            if self._holds(adoption):
                self.say(f"stack {self.stack.name} holds the roles already")
            else:
                adoption = self._import(adoption)
            self._update(adoption)
            self._remove_copies()

    def _holds(self, adoption: Adoption) -> bool:
        """Return whether an earlier run imported the roles, which no other stack may own."""
        adoption.check_owner(self.stack.name)
        found = self.stack.describe()
        if found is None or found["StackStatus"] == "REVIEW_IN_PROGRESS":
            return False
        ours = adoption.resources
        roles = {row["LogicalResourceId"] for row in ours if row["ResourceType"] == ROLE}
        if roles - self.stack.resources():
            raise AccountError(
                f"stack {self.stack.name} is there ({found['StackStatus']}) and does not hold the "
                f"roles: choose another --stack-name{self._or_delete(found['StackStatus'])}"
            )
        return True

    def _or_delete(self, status: str) -> str:
        """Return the command that deletes what a failed creation left: it holds nothing."""
        if status not in NEVER_MADE:
            return ""
        delete = f"aws cloudformation delete-stack{self.connection.options}"
        return f", or delete what a failed deployment left: {delete} --stack-name {self.stack.name}"

    def _import(self, adoption: Adoption) -> Adoption:
        if not adoption.resources:
            raise AccountError(
                "there is nothing to adopt: no role and no policy of these names is in the account"
            )
        try:
            change_set = self._prepare_import(adoption)
        except NotExecutable as error:
            if self.connection.reaches_aws() or POLICY not in str(error):
                raise
            self.say(f"{error}; the policies are made again, a copy of each keeps its permissions")
            for policy in self._now().found.policies.values():
                self._replace_by_copy(policy)
            adoption = self._planned()
            change_set = self._prepare_import(adoption)
        self._stop_if(change_set, [c for c in change_set.changes if c.action != "Import"])
        self.say(f"importing {len(change_set.changes)} resources into stack {self.stack.name}")
        self.stack.execute(change_set)
        return adoption

    def _prepare_import(self, adoption: Adoption) -> ChangeSet:
        text = self.write(adoption.import_template)
        declared = adoption.import_template.get("Parameters", {})
        parameters = {k: v for k, v in self.wanted.parameters.items() if k in declared}
        return self.stack.prepare("IMPORT", text, parameters, adoption.resources)

    def _planned(self) -> Adoption:
        """Plan from what is there, and from the copies of an earlier run that was cut off."""
        now = self._now()
        return plan_adoption(self.wanted.template, now, self._copies(now))

    def _copies(self, now: Verification) -> dict[str, PolicyState]:
        """Return the copies of policies that are not there themselves, by logical ID."""
        missing = now.expected.policies.keys() - now.found.policies.keys()
        if not missing or self.connection.reaches_aws():
            return {}
        iam = self.connection.client("iam")
        arns = policy_arns(iam)
        found: dict[str, PolicyState] = {}
        for policy in (now.expected.policies[arn] for arn in missing):
            copy = read_policy(iam, arns.get(policy.name + COPY, _copy_arn(policy)))
            if copy is not None:
                found[policy.logical_id] = copy
        return found

    def _now(self) -> Verification:
        return verify(replace(self.wanted, stack_name=None), self.connection)

    def _update(self, adoption: Adoption) -> None:
        self._stop_at_policies_outside()
        text = self.write(adoption.full_template)
        change_set = self.stack.prepare("UPDATE", text, self.wanted.parameters)
        self._stop_if(change_set, change_set.losses)
        if not change_set.changes:
            self.say("nothing is left to update")
            return
        self.say(f"updating {len(change_set.changes)} resources to the full template")
        self.stack.execute(change_set)

    def _stop_if(self, change_set: ChangeSet, losses: Any) -> None:
        if losses:
            names = ", ".join(f"{each.action} {each.logical_id}" for each in losses)
            raise AccountError(
                f"stopped before anything is lost: the change set {change_set.name} of stack "
                f"{self.stack.name} would do more than adopt: {names}"
            )

    def _stop_at_policies_outside(self) -> None:
        """Stop where the update would make a policy whose name the account has already."""
        inside, now = self.stack.resources(), self._now()
        outside = [
            policy.name
            for arn, policy in now.found.policies.items()
            if now.expected.policies[arn].logical_id not in inside
        ]
        if outside:
            raise AccountError(
                f"stopped before anything is lost: {', '.join(outside)} in the account, and not in "
                f"stack {self.stack.name}: import what is missing first"
            )

    def _replace_by_copy(self, policy: PolicyState) -> None:
        """Attach a copy wherever the policy is attached, and delete the policy."""
        iam = self.connection.client("iam")
        users = iam.list_entities_for_policy(PolicyArn=policy.arn)
        if users["PolicyUsers"] or users["PolicyGroups"]:
            raise AccountError(f"stopped: {policy.name} is attached to users or groups as well")
        copy = _copy_arn(policy)
        try:
            iam.create_policy(
                PolicyName=policy.name + COPY,
                Path=policy.path,
                Description=policy.description,
                PolicyDocument=json.dumps(policy.document),
            )
        except iam.exceptions.EntityAlreadyExistsException:
            self.say(f"{policy.name + COPY} is there from an earlier run")
        for role in users["PolicyRoles"]:
            iam.attach_role_policy(RoleName=role["RoleName"], PolicyArn=copy)
        self._delete(iam, policy.arn)

    def _delete(self, iam: Any, arn: str) -> None:
        """Detach a policy from roles and delete it; what is gone already is fine."""
        gone = iam.exceptions.NoSuchEntityException
        with suppress(gone):
            for role in iam.list_entities_for_policy(PolicyArn=arn)["PolicyRoles"]:
                with suppress(gone):
                    iam.detach_role_policy(RoleName=role["RoleName"], PolicyArn=arn)
            for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
                if not version["IsDefaultVersion"]:
                    with suppress(gone):
                        iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
            iam.delete_policy(PolicyArn=arn)

    def _remove_copies(self) -> None:
        if self.connection.reaches_aws():
            return
        iam = self.connection.client("iam")
        arns = policy_arns(iam)
        for policy in self._now().found.policies.values():
            if policy.name + COPY in arns:
                self._delete(iam, arns[policy.name + COPY])


def _copy_arn(policy: PolicyState) -> str:
    return policy.arn + COPY
