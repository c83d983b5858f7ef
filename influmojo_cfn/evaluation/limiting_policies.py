"""The policies of a template that limit its roles from outside them.

An organization's service control policy limits the principals of accounts, a resource control
policy what is done with their resources, and the policy of a VPC endpoint what passes through it.
The template does not tell which accounts an organizational unit has, nor which way a call takes:
what such a policy does not surely let through is then not known.

Sources (read 2026-11-28):
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attached_policies import attached_policies
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.data.endpoint_services import PREFIXES
from influmojo_cfn.data.resource_policies import (
    OF_ORGANIZATIONS,
    RESOURCE_CONTROL,
    RESOURCE_CONTROLLED,
)
from influmojo_cfn.evaluation.request import Caller, Request
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.arn import is_region
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.unknown import Unknown

EVERYTHING = Policy((Statement("Allow", ("*",), ("*",), principals={"*": ("*",)}),))
"""What AWS attaches to every resource of an organization, as RCPFullAWSAccess."""


class _Limit(NamedTuple):
    """A policy that limits: what asks it, and of which accounts it surely is.

    ``accounts`` is None where it is not known; ``prefix`` is the only service that it is about.
    With ``is_given`` it is not the template's, and surely limits.
    """

    name: str
    evaluator: Evaluator
    doubt: str
    accounts: tuple[str, ...] | None = None
    of_resource: bool = False
    prefix: str = ""
    is_given: bool = False

    def is_surely_of(self, account: str) -> bool | None:
        """Return whether the policy is of an account; None if it might be."""
        if self.is_given:
            return True
        if self.accounts is not None and account in self.accounts:
            return True
        is_told = self.accounts and all(each.isdigit() for each in self.accounts)
        return False if is_told else None


class LimitingPolicies:
    """What of a template limits its roles from outside them, in one environment.

    Args:
        document: the template.
        environment: where it is deployed.
        resource_control: resource control policies that are not in the template.
        endpoint: the policy of the VPC endpoint that requests take.
    """

    def __init__(
        self,
        document: Document,
        environment: Environment,
        *,
        resource_control: Sequence[Policy] = (),
        endpoint: Policy | None = None,
    ) -> None:
        self._document = document
        self._environment = environment
        self._given: list[_Limit] = []
        if resource_control:
            asked = _resource_control(resource_control)
            self._given.append(_Limit("", asked, "", of_resource=True, is_given=True))
        if endpoint is not None:
            self._given.append(_Limit("", _through_endpoint(endpoint), "", is_given=True))

    def weigh(self, decision: Decision, caller: Caller) -> Decision:
        """Return a decision as the limits leave it: denied, or not known where one might deny.

        What a trust policy decides, the policies of resources alone limit: the caller's own limits
        are those of another account.
        """
        if decision.denied or decision.outcome == "unknown":
            return decision
        is_trust = decision.request.principal is not None
        request = decision.request._replace(principal=caller)
        doubts = []
        for limit in (*self._given, *self._limits):
            prefix = request.action.lower().partition(":")[0]
            if limit.prefix not in ("", prefix) or (is_trust and not limit.of_resource):
                continue
            is_of = limit.is_surely_of(self._account(limit, request))
            found = limit.evaluator.decide(request)
            if is_of is False or found.allowed:
                continue
            if limit.of_resource and prefix not in RESOURCE_CONTROLLED:
                doubt = f"whether resource control policies apply to {prefix}; it denies this"
                doubts.append(Policy.unread(limit.name or "a resource control policy", doubt))
                continue
            if limit.is_given or (is_of and found.outcome == "explicitDeny"):
                return found
            doubts.append(Policy.unread(limit.name, limit.doubt))
        return Evaluator(doubts).decide(decision.request) if doubts else decision

    def _account(self, limit: _Limit, request: Request) -> str:
        owner = request.context.get("aws:resourceaccount") if limit.of_resource else None
        return owner[0] if isinstance(owner, tuple) else self._environment.account

    @cached_property
    def _limits(self) -> list[_Limit]:
        document = processed(self._document, self._environment)
        resolved = ResolvedTemplate(document.data, self._environment, missing_is_unknown=True)
        return [
            _of_organization(resolved, each.grant.name, each.grant.policy)
            if each.resource_type == OF_ORGANIZATIONS
            else _of_endpoint(resolved, each.grant.name, each.grant.policy)
            for each in attached_policies(document, resolved)
            if each.grant.limits
        ]


def _resource_control(policies: Iterable[Policy]) -> Evaluator:
    """Return an evaluator of resource control policies: AWS allows all that they do not deny."""
    return Evaluator([*policies, EVERYTHING], asked="resource control policies")


def _through_endpoint(policy: Policy) -> Evaluator:
    """Return an evaluator of the policy of a VPC endpoint, which has to allow what takes it."""
    return Evaluator([policy], asked="VPC endpoint policy")


def _of_organization(resolved: ResolvedTemplate, name: str, policy: Policy) -> _Limit:
    """Return what a policy of an organization limits.

    One that only denies stands next to FullAWSAccess; whether another one does is not known.
    """
    targets = items_of(resolved.property(name, "TargetIds"))
    is_of_resource = resolved.property(name, "Type") == RESOURCE_CONTROL
    allows = not is_of_resource and any(each.effect == "Allow" for each in policy.statements)
    policies = [policy] if allows else [policy, EVERYTHING]
    return _Limit(
        name,
        _resource_control([policy])
        if is_of_resource
        else Evaluator(policies, asked="service control policies"),
        "whether it limits the account; it does not let this through",
        tuple(map(str, targets)) if not any(isinstance(t, Unknown) for t in targets) else None,
        is_of_resource,
    )


def _of_endpoint(resolved: ResolvedTemplate, name: str, policy: Policy) -> _Limit:
    doubt = "whether the call takes this VPC endpoint, whose policy does not let it through"
    service = resolved.property(name, "ServiceName")
    return _Limit(name, _through_endpoint(policy), doubt, prefix=endpoint_prefix(service))


def endpoint_prefix(service: object) -> str:
    """Return the prefix of the actions that pass an endpoint, or nothing where it is not told."""
    labels = service.split(".") if isinstance(service, str) else []
    own = [each for each in labels if each not in _OF_EVERY_NAME and not is_region(each)]
    return PREFIXES.get(own[0], own[0]) if own else ""


_OF_EVERY_NAME = ("com", "cn", "amazonaws", "aws")
