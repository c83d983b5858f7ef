"""Whether policies of queues, topics, functions and keys let in the services that send to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attached_arns import attached_arns
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.cloudformation.resource_grants import resource_grants
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import Policy
from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.connection_table import OPEN_TO_ACCOUNT
from influmojo_cfn.service_roles.connections import deliveries, key_deliveries
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.service_roles.judge import Verdict
from influmojo_cfn.service_roles.principal_names import decide_for_service
from influmojo_cfn.service_roles.service_call import Delivery

_BY_TYPE = {
    "sqs": ("AWS::SQS::QueuePolicy", "AWS::SQS::QueueInlinePolicy"),
    "sns": ("AWS::SNS::TopicPolicy", "AWS::SNS::TopicInlinePolicy"),
    "lambda": ("AWS::Lambda::Permission",),
    "kms": ("AWS::KMS::Key", "AWS::KMS::ReplicaKey"),
}
"""The types whose policies let services in, by the service of what they are attached to."""


class ConnectionAnswer(NamedTuple):
    """The answer to one call of a service as itself, on what it sends to."""

    delivery: Delivery
    action: str
    resource: Text
    verdict: Verdict
    reasons: tuple[str, ...]


class Connections:
    """The policies of a template's resources, ready to be asked for services that send."""

    def __init__(
        self,
        document: Document,
        resolver: Resolver,
        environment: Environment,
        home: Home,
        known: Callable[[str], Text],
    ) -> None:
        """Take a template, where it is deployed, and what fills in partly known text."""
        self.resolver = resolver
        self.known = known
        self.home = home
        resolved = ResolvedTemplate(document.data, environment, missing_is_unknown=True)
        self.grants = [
            (kind, grant.policy, attached_arns(resolved, name, kind))
            for name, grant in resource_grants(document, resolved).items()
            if (kind := str(resolved.resource(name).get("Type")))
        ]

    def answers(self) -> Iterator[ConnectionAnswer]:
        """Yield the answer to every call of a service that sends to a resource of the template."""
        for delivery in (*deliveries(self.resolver), *key_deliveries(self.resolver)):
            for action in delivery.actions:
                yield self._answer(delivery, action)

    def _answer(self, delivery: Delivery, action: str) -> ConnectionAnswer:
        resource = self._resource(delivery, action)
        surely, maybe = self._policies_of(action.partition(":")[0], resource, delivery.receiver)
        if not surely and not maybe and delivery.service in OPEN_TO_ACCOUNT:
            return ConnectionAnswer(delivery, action, resource, "allowed", ())
        context = context_of({key: self.known(value) for key, value in delivery.context})
        evaluator = Evaluator(surely, asked="resource policy")
        request = Request(action, covered(resource), context)
        decision = decide_for_service(evaluator, request, delivery.service, self.home)
        verdict: Verdict = "allowed" if decision.allowed else "missing"
        reasons: tuple[str, ...] = ()
        if decision.outcome == "unknown":
            verdict, reasons = "unknown", decision.unknown
        elif verdict == "missing" and maybe:
            names = ", ".join(policy.name for policy in maybe)
            verdict, reasons = "unknown", (f"whether {names} is of it is not known",)
        elif verdict == "missing":
            reason = f"no policy of {delivery.receiver} lets {delivery.service} in"
            reasons = (f"{reason} for {delivery.sender}",)
        return ConnectionAnswer(delivery, action, resource, verdict, reasons)

    def _resource(self, delivery: Delivery, action: str) -> Text:
        """Return the ARN that is sent to; API Gateway names a function inside of a URI."""
        is_function = action.startswith("lambda:")
        arn = self.resolver.get_att(delivery.receiver, "Arn") if is_function else delivery.resource
        return self.known(arn)

    def _policies_of(
        self, service: str, resource: Text, receiver: str
    ) -> tuple[list[Policy], list[Policy]]:
        """Return the policies of a resource, and those that can be of it."""
        surely: list[Policy] = []
        maybe: list[Policy] = []
        for kind, policy, arns in self.grants:
            if kind not in _BY_TYPE.get(service, ()):
                continue
            own = any(isinstance(arn, Unknown) and arn.logical_id == receiver for arn in arns)
            of = [arn for arn in arns if may_meet(covered(arn), covered(resource))]
            if own or any(isinstance(arn, str) for arn in of if isinstance(resource, str)):
                surely.append(policy)
            elif of:
                maybe.append(policy)
        return surely, maybe
