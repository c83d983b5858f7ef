"""Whether a role can make a call of ECS: allowed, missing, or not known before deployment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Literal

from influmojo_cfn.cloudformation.generated_names import may_name
from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.evaluation.principals import evaluator_of, principal_context
from influmojo_cfn.evaluation.request import (
    ContextValue,
    Request,
    context_of,
)
from influmojo_cfn.evaluation.request_context import resource_context, service_context
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.conditions import Values
from influmojo_cfn.iam.document import Policy, Statement, condition_keys_of
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.iam.unknown import Text, Unknown, covered, standing_in
from influmojo_cfn.service_roles.ecs.call_table import ROW
from influmojo_cfn.service_roles.ecs.calls import Call
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.service_roles.principal_names import decide_for_service
from influmojo_cfn.service_roles.request_keys import not_told
from influmojo_cfn.task_definition.model import Field

CallVerdict = Literal["allowed", "missing", "unknown"]


@dataclass(frozen=True, kw_only=True)
class CallAnswer:
    """The answer to one call.

    ``reasons`` say why, where the decision does not. ``hint`` is what can have been meant.
    ``is_denied_by_role`` tells that the role's own policies deny it, which a resource's might
    allow.
    """

    call: Call
    verdict: CallVerdict
    decision: Decision | None = None
    reasons: tuple[str, ...] = ()
    hint: str = ""
    is_denied_by_role: bool = False

    @property
    def is_kept_out(self) -> bool:
        """Return whether a resource's own policy denies the call, so that no grant allows it."""
        decision = self.decision
        if self.verdict != "missing" or decision is None:
            return False
        layer = decision.deciding.layer if decision.deciding else decision.limited_by
        return layer == "resource policy"


def verdict_of(decision: Decision) -> CallVerdict:
    """Return what a decision tells of a call."""
    if decision.outcome == "unknown":
        return "unknown"
    return "allowed" if decision.allowed else "missing"


def trust_reasons(decision: Decision, service: str) -> tuple[str, ...]:
    """Return why a service is not, or not surely, allowed to assume a role."""
    if verdict_of(decision) == "missing":
        return (f"the trust policy does not let {service} assume the role",)
    return () if decision.allowed else decision.unknown


class Judge:
    """A role of a template, ready to answer for the calls of tasks that run somewhere."""

    def __init__(
        self,
        role: TemplateRole,
        home: Home,
        *,
        context: Mapping[str, Values] | None = None,
        tags: Mapping[str, Mapping[str, Text]] | None = None,
        resource_policies: ResourcePolicies | None = None,
        partly_known: bool = False,
    ) -> None:
        """Take the role and where its tasks run.

        Args:
            role: the role.
            home: where the tasks run.
            context: condition keys of their requests that were given.
            tags: the tags of resources, by ARN.
            resource_policies: the policies of the template's resources; None where they are not
                asked.
            partly_known: whether the role's policies are partly known text.
        """
        self.role = role
        self.home = home
        self.context = context or {}
        self.tags = tags or {}
        self.resource_policies = resource_policies
        self.evaluator = evaluator_of(role, partly_known=partly_known)
        self._always = principal_context(role)

    def answer(self, call: Call) -> CallAnswer:
        """Answer a call; what is not sure to be needed, or on what, is never missing."""
        answer = self._answer(call)
        if answer.verdict == "missing" and call.only_if:
            reason = f"not allowed, and needed only if {call.only_if}"
            return replace(answer, verdict="unknown", reasons=(reason,))
        if call.row.by_default and _is_ungranted(answer) and not self._has_policy(call):
            reason = f"the role does not allow it; {call.row.by_default}"
            return replace(answer, verdict="unknown", reasons=(reason,))
        if answer.verdict == "missing" and is_open(call.resource):
            reason = f"{_reason(call.resource)}, and the role allows nothing of that shape"
            return replace(answer, verdict="unknown", reasons=(reason,))
        return answer

    def _answer(self, call: Call) -> CallAnswer:
        decision = self.decide(call.action, _sample(call.resource), call)
        found = CallAnswer(call=call, verdict=verdict_of(decision), decision=decision)
        if found.verdict == "unknown":
            is_denied = self.denies(call)
            return replace(found, reasons=decision.unknown, is_denied_by_role=is_denied)
        doubt = self._doubt(call, decision)
        return replace(found, verdict="unknown", reasons=(doubt,)) if doubt else found

    def _has_policy(self, call: Call) -> bool:
        """Return whether the template has the policy of what a call acts on."""
        policies, resource = self.resource_policies, call.resource
        return policies is not None and policies.has_one_of(_sample(resource), resource)

    def _doubt(self, call: Call, decision: Decision) -> str:
        """Return why the answer can be another for what is not known of the resource."""
        if decision.readings_differ:
            return "it depends on how far * reaches in an ARN: end the pattern where ARNs end"
        if not isinstance(call.resource, Unknown) or decision.outcome == "explicitDeny":
            return ""
        if decision.denied and decision.limited_by == "resource policy":
            return ""  # It is surely of the resource, whatever that is called.
        against = self._naming(call.action, allows=not decision.allowed)
        return call.resource.reason if _may_reach(against, call.resource) else ""

    def cannot(self, action: str, resource: str) -> bool:
        """Return whether the role surely cannot do an action on a resource, be it partly known."""
        return self.evaluator.decide(Request(action, resource)).denied

    def is_so_of_every_name(self, verdict: CallVerdict, action: str, resource: Text) -> bool:
        """Return whether an answer on stand-ins is so whatever names CloudFormation makes up."""
        return not _may_reach(self._naming(action, allows=verdict == "missing"), resource)

    def _naming(self, action: str, *, allows: bool) -> list[Statement]:
        """Return the Allow statements that name an action, or the Deny statements."""
        named = (layer.about(action)[allows] for layer in self.evaluator.layers)
        return [each.deciding.statement for found in named for each in found]

    def decide(self, action: str, resource: str, call: Call) -> Decision:
        """Ask whether the role can do an action on a resource, as the call would."""
        decision = self._decide_alone(action, resource, call)
        if self.resource_policies is None:
            return decision
        return self.resource_policies.weigh(decision, self.role, call.resource)

    def denies(self, call: Call) -> bool:
        """Return whether the role's own policies deny a call, whatever those of resources allow."""
        return self._decide_alone(call.action, _sample(call.resource), call).denied

    def _decide_alone(self, action: str, resource: str, call: Call) -> Decision:
        arn = parse_arn(resource)
        region = arn.region if arn and arn.region else self.home.region
        context = context_of(
            self._always,
            not_told(action, self._asked_keys),
            {"aws:RequestedRegion": region},
            resource_context(resource, self.home.account, action),
            self._resource_tags(covered(call.resource)),
            {k: text if is_open(text) else _sample(text) for k, text in call.context.items()},
            self.context,
        )
        return self.evaluator.decide(Request(action, resource, context))

    @cached_property
    def _policies(self) -> tuple[Policy, ...]:
        """The policies that decide what the role can do, and its boundary."""
        return (*self.role.policies, *filter(None, [self.role.boundary]))

    @cached_property
    def _asked_keys(self) -> frozenset[str]:
        """The condition keys of the role's policies and of those of resources."""
        others = self.resource_policies.condition_keys if self.resource_policies else frozenset()
        return condition_keys_of(self._policies) | others

    @cached_property
    def _asked_tags(self) -> Mapping[str, tuple[str, ...]]:
        """The condition keys of the role's policies that ask for a resource's tag, with values."""
        found: dict[str, tuple[str, ...]] = {}
        for statement in chain.from_iterable(policy.statements for policy in self._policies):
            for condition in statement.conditions:
                key = condition.key.lower()
                if ":resourcetag/" in key:
                    values = map(covered, condition.values)
                    found[key] = tuple(dict.fromkeys((*found.get(key, ()), *values)))
        return found

    def _resource_tags(self, resource: str) -> dict[str, ContextValue]:
        """Return the tags of a resource, unknown where nothing here tells them."""
        if resource == "*":
            return {}
        own = self.tags.get(resource)
        found: dict[str, ContextValue] = {}
        for key, wanted in self._asked_tags.items():
            name = key.partition("/")[2]
            if own is None:
                tags = " or ".join(f"{name}={value}" for value in wanted)
                found[key] = Unknown(
                    f"it depends on the resource's tags ({tags}), which --context {key}=VALUE gives"
                )
                continue
            value = next((text for tag, text in own.items() if tag.lower() == name), None)
            if value is not None:
                found[key] = value
        return found

    def allows_elsewhere(self, call: Call) -> str:
        """Return the resource of the tasks' own account and Region, where the role can do that."""
        arn = parse_arn(covered(call.resource))
        if arn is None:
            return ""
        home = self.home
        moved = arn._replace(
            partition=home.partition,
            region=home.region if arn.region else "",
            account=home.account if arn.account else "",
        )
        if moved == arn:
            return ""
        decision = self.decide(call.action, _sample(Unknown("", str(moved))), call)
        return str(moved) if decision.allowed else ""

    @cached_property
    def trust(self) -> Evaluator:
        """The role's trust policy, ready to be asked."""
        return Evaluator([self.role.trust], asked="trust policy")

    def assume(self, role: Literal["execution", "task"]) -> CallAnswer:
        """Answer whether ECS can assume the role.

        AWS documents the keys against the confused deputy for the task role. For the execution
        role no source shows that ECS sends them: a role that only lets ECS in with them is not
        known to work.
        """
        arn = covered(self.role.arn)
        context = self._sent_by(ECS_TASKS)
        decision = self._assumed(arn, context)
        call, verdict = self._assume_role(role), verdict_of(decision)
        found = CallAnswer(call=call, verdict=verdict, decision=decision)
        if role == "execution" and decision.allowed:
            guard = ("aws:sourceaccount", "aws:sourcearn")
            without = {key: value for key, value in context.items() if key not in guard}
            if not self._assumed(arn, without).allowed:
                reason = (
                    "the trust policy requires aws:SourceAccount or aws:SourceArn, which AWS "
                    "does not document for execution roles: use the IfExists operators"
                )
                return replace(found, verdict="unknown", reasons=(reason,))
        return replace(found, reasons=trust_reasons(decision, ECS_TASKS))

    def _assume_role(self, role: Literal["execution", "task"]) -> Call:
        """Return the call with which ECS assumes the role."""
        row = ROW[f"{role} role"]
        return Call(
            row=row,
            action="sts:AssumeRole",
            resource=self.role.arn,
            at_home=self.role.arn,
            context={},
            subject={"role": self.role.arn},
            field=Field(value=row.causes[0].field),
        )

    def lets_in(self, service: str) -> bool:
        """Return whether a service can be let in by the role's trust policy."""
        arn, context = covered(self.role.arn), self._sent_by(service)
        return not self._assumed(arn, context, service).denied

    def _sent_by(self, service: str) -> dict[str, tuple[str, ...] | Unknown]:
        home = self.home
        return service_context(
            service, account=home.account, region=home.region, partition=home.partition
        )

    def _assumed(
        self, arn: str, context: dict[str, tuple[str, ...] | Unknown], service: str = ECS_TASKS
    ) -> Decision:
        request = Request("sts:AssumeRole", arn, context)
        return decide_for_service(self.trust, request, service, self.home)


def is_open(resource: Text) -> bool:
    """Return whether more than the random characters of a name are not known."""
    return isinstance(resource, Unknown) and "*" in resource.covers


def _reason(resource: Text) -> str:
    return resource.reason if isinstance(resource, Unknown) else ""


def _sample(resource: Text) -> str:
    """Return a resource that represents all that an unknown one can be."""
    if isinstance(resource, str):
        return resource
    return standing_in(resource.covers)


def _may_reach(statements: Iterable[Statement], asked: Text) -> bool:
    return any(
        statement.not_resource or any(may_name(each, asked) for each in statement.resources)
        for statement in statements
    )


def _is_ungranted(answer: CallAnswer) -> bool:
    """Return whether a call is missing only because nothing allows it."""
    decision = answer.decision
    is_denied = decision is not None and decision.outcome == "explicitDeny"
    return answer.verdict == "missing" and not is_denied
