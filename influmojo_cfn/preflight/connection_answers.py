"""Whether policies of queues, topics, functions and keys let in the services that send to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attached_policies import attached_policies, of_one_resource
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.data.resource_policies import service_of_policy
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.request_context import service_context
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.conditions import Values
from influmojo_cfn.iam.document import Policy, condition_keys_of
from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.preflight.result import ServiceAnswer
from influmojo_cfn.service_roles.call_tables.connections import OPEN_TO_ACCOUNT
from influmojo_cfn.service_roles.connections import deliveries, invoked_arn
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.service_roles.judge import CallVerdict, verdict_of
from influmojo_cfn.service_roles.key_deliveries import key_deliveries
from influmojo_cfn.service_roles.principal_names import decide_for_service
from influmojo_cfn.service_roles.request_keys import keys_of_action
from influmojo_cfn.service_roles.service_call import Delivery


class Connections:
    """The policies of a template's resources, ready to be asked for services that send."""

    def __init__(
        self,
        document: Document,
        resolver: ResolvedTemplate,
        home: Home,
        known: Callable[[str], Text],
        context: Mapping[str, Values],
    ) -> None:
        """Take a template, where it is deployed, what fills in partly known text, and keys."""
        self.resolver = resolver
        self.known = known
        self.home = home
        self.context = context
        self.attached = attached_policies(document, resolver)

    def answers(self) -> Iterator[ServiceAnswer]:
        """Yield the answer to every call of a service that sends to a resource of the template."""
        for delivery in (*deliveries(self.resolver), *key_deliveries(self.resolver)):
            for action in delivery.actions:
                yield self._answer(delivery, action)

    def _answer(self, delivery: Delivery, action: str) -> ServiceAnswer:
        resource = self._resource(delivery, action)
        surely, maybe = self._policies_of(action.partition(":")[0], resource, delivery.receiver)
        if not surely and not maybe and delivery.service in OPEN_TO_ACCOUNT:
            return self._answered(delivery, action, resource, "allowed")
        home = self.home
        context = context_of(
            service_context(
                delivery.service, account=home.account, region=home.region, partition=home.partition
            ),
            {
                "aws:SourceAccount": home.account,
                "aws:SourceArn": Unknown(f"{delivery.service} tells it when it calls"),
            },
            keys_of_action(action, condition_keys_of((*surely, *maybe))),
            {key: self.known(value) for key, value in delivery.context},
            self.context,
        )
        evaluator = Evaluator(surely, asked="resource policy")
        request = Request(action, covered(resource), context)
        decision = decide_for_service(evaluator, request, delivery.service, home)
        verdict = verdict_of(decision)
        reasons = decision.unknown if verdict == "unknown" else ()
        if verdict == "missing" and maybe:
            names = ", ".join(policy.name for policy in maybe)
            verdict, reasons = "unknown", (f"whether {names} is of it is not known",)
        elif verdict == "missing" and delivery.is_account_too and _let_in_accounts(surely):
            reasons = (
                f"whether an account that is let in is that of {delivery.service} is not known",
            )
            verdict = "unknown"
        elif verdict == "missing":
            reason = f"no policy of {delivery.receiver} lets {delivery.service} in"
            reasons = (f"{reason} for {delivery.sender}",)
        return self._answered(delivery, action, resource, verdict, reasons)

    def _answered(
        self,
        delivery: Delivery,
        action: str,
        resource: Text,
        verdict: CallVerdict,
        reasons: tuple[str, ...] = (),
    ) -> ServiceAnswer:
        return ServiceAnswer(
            role=delivery.receiver,
            user=delivery.sender,
            user_type=str(self.resolver.resource(delivery.sender).get("Type", "")),
            action=action,
            resource=resource,
            verdict=verdict,
            purpose=f"let {delivery.service} in",
            path=delivery.path,
            page=delivery.page,
            reasons=reasons,
        )

    def _resource(self, delivery: Delivery, action: str) -> Text:
        """Return the ARN that is sent to; API Gateway names a function inside of a URI."""
        arn = invoked_arn(delivery.resource) or delivery.resource
        if action.startswith("lambda:") and not arn.startswith("arn:"):
            arn = self.resolver.get_att(delivery.receiver, "Arn")
        return self.known(arn)

    def _policies_of(
        self, service: str, resource: Text, receiver: str
    ) -> tuple[list[Policy], list[Policy]]:
        """Return the policies of a resource, and those that might be of it."""

        def is_its_arn(arn: Text) -> bool | None:
            if isinstance(arn, Unknown) and arn.logical_id == receiver:
                return True
            whole, asked = covered(arn), covered(resource)
            if not any(may_meet(each, asked) for each in (whole, f"{whole}/*")):
                return False
            is_known = isinstance(resource, str) or asked.startswith(f"{arn}/")
            return (isinstance(arn, str) and is_known) or None

        of_service = [
            each for each in self.attached if service_of_policy(each.resource_type) == service
        ]
        return of_one_resource(of_service, is_its_arn)


def _let_in_accounts(policies: list[Policy]) -> bool:
    """Return whether a policy allows an account, a role or a user something."""
    statements = (statement for policy in policies for statement in policy.statements)
    return any(each.effect == "Allow" and "AWS" in (each.principals or ()) for each in statements)
