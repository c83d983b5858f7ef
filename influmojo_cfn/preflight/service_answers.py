"""Will the stack work: what services call with the roles of a template, and as themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attachments import ROLE
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import TemplateRole, roles_of
from influmojo_cfn.data.trusted_services import HANDED_ON, ROLE_PROPERTIES
from influmojo_cfn.errors import Path
from influmojo_cfn.evaluation.principals import trust_evaluator_of
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.request_context import service_context
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.conditions import Values
from influmojo_cfn.iam.service_authorization import actions_matching
from influmojo_cfn.iam.unknown import Text, Unknown, covered, standing_in
from influmojo_cfn.preflight.connection_answers import Connections
from influmojo_cfn.preflight.result import ServiceAnswer, settled
from influmojo_cfn.preflight.tags import tags_of
from influmojo_cfn.service_roles.call_row import CallRow
from influmojo_cfn.service_roles.ecs.calls import Call
from influmojo_cfn.service_roles.every_service_call import service_calls
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.service_roles.judge import (
    CallAnswer,
    CallVerdict,
    Judge,
    trust_reasons,
    verdict_of,
)
from influmojo_cfn.service_roles.principal_names import decide_for_service
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall, UnreadCall
from influmojo_cfn.service_roles.template_fields import Property, properties_of, resource_named
from influmojo_cfn.service_roles.unread_calls import unread_calls
from influmojo_cfn.task_definition.model import Field

_NOT_TOLD = "the template does not show what it acts on"
_OPTIONAL = "the service uses it here"
_ASSUME = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html"


def service_answers(
    document: Document,
    environment: Environment,
    context: Mapping[str, Values] = MappingProxyType({}),
) -> tuple[ServiceAnswer, ...]:
    """Return the answer to every call that the services of a template make with its roles.

    Args:
        document: the template.
        environment: where it is deployed.
        context: condition keys of the requests that were given.

    Raises:
        TemplateError: the template is wrong.
    """
    stack = _Stack(document, environment, context)
    found = tuple(stack.answers())
    if not any(each.verdict == "unknown" for each in found):
        return found
    # A role and what it acts on mean the same by a name that is not known yet.
    stand_ins = _Stack(document, replace(environment, stand_ins=True), context)
    return tuple(map(stack.with_stand_in, found, stand_ins.answers()))


class _Stack:
    """A template in one environment, with its roles ready to be asked."""

    def __init__(
        self,
        document: Document,
        environment: Environment,
        context: Mapping[str, Values],
    ) -> None:
        self.environment = environment
        whole = processed(document, environment)
        data = whole.data
        self.resolver = ResolvedTemplate(data, environment, missing_is_unknown=True)
        self.roles: Mapping[str, TemplateRole] = roles_of(document, environment)
        self.home = Home.of(environment)
        self.connections = Connections(whole, self.resolver, self.home, self._text, context)
        tags = tags_of(self.resolver)
        policies = ResourcePolicies(document, environment)
        self.judges = {
            name: Judge(role, self.home, context=context, tags=tags, resource_policies=policies)
            for name, role in self.roles.items()
        }

    def answers(self) -> Iterator[ServiceAnswer]:
        """Answer for the resources that are in the stack, by their conditions."""
        return (each for each in self._answers() if self.resolver.exists(each.user) is not False)

    def _answers(self) -> Iterator[ServiceAnswer]:
        """Yield whether each role trusts its service, and whether it allows each call."""
        yield from self._trust()
        calls = service_calls(self.resolver)
        for call in calls:
            for role in self._roles(call.role):
                yield self._answer(call, role)
        yield from self.connections.answers()
        for unread in unread_calls(self.resolver, calls):
            roles = self._roles(unread.role) if unread.role else (unread.logical_id,)
            for role in roles:
                yield self._unread(unread, role)

    def _roles(self, place: Property) -> Iterator[str]:
        """Yield the logical IDs of the roles of the template that a place can name."""
        for value in place.values():
            role = resource_named(self.resolver, value.text, ROLE)
            if role in self.judges:
                yield role

    def _unread(self, found: UnreadCall, role: str) -> ServiceAnswer:
        """Answer that what a service calls with a role is not known."""
        return ServiceAnswer(
            role=role,
            user=found.logical_id,
            user_type=self._type(found.logical_id),
            action="*",
            resource="*",
            verdict="unknown",
            purpose=found.purpose,
            path=found.path,
            page=found.page,
            reasons=(found.reason,),
        )

    def with_stand_in(self, found: ServiceAnswer, twin: ServiceAnswer) -> ServiceAnswer:
        """Take for allowed, or missing, what is so whatever names CloudFormation makes up."""
        if (found.role, found.user, found.action) != (twin.role, twin.user, twin.action):
            return found
        judge = self.judges.get(found.role)

        def is_so(verdict: CallVerdict) -> bool:
            if judge is None:
                return verdict == "allowed"
            return judge.is_so_of_every_name(verdict, found.action, found.resource)

        return settled(found, twin, is_so, resource=found.resource)

    def _trust(self) -> Iterator[ServiceAnswer]:
        seen = set()
        for row in (*ROLE_PROPERTIES, *HANDED_ON):
            for user in self.resolver.resources_of(row.resource_type):
                properties = properties_of(self.resolver, user)
                for value in properties.values(*row.path):
                    role = resource_named(self.resolver, value.text, ROLE)
                    if role in self.roles and (role, user, row.service) not in seen:
                        seen.add((role, user, row.service))
                        yield self._assumed(role, user, row.service, value.path)

    def _assumed(self, role: str, user: str, service: str, path: Path) -> ServiceAnswer:
        """Answer whether a service can assume a role; what it sends of the source is not known."""
        home = self.home
        context = service_context(
            service, account=home.account, region=home.region, partition=home.partition
        )
        context["aws:sourceaccount"] = (home.account,)
        context["aws:sourcearn"] = Unknown("the resource's ARN is known after deployment")
        context["sts:externalid"] = _external_id(service, home)
        arn = covered(self.roles[role].arn)
        trust = trust_evaluator_of(self.roles[role])
        request = Request("sts:AssumeRole", arn, context)
        decision = decide_for_service(trust, request, service, home)
        return ServiceAnswer(
            role=role,
            user=user,
            user_type=self._type(user),
            action="sts:AssumeRole",
            resource=self.roles[role].arn,
            verdict=verdict_of(decision),
            purpose=f"let {service} assume the role",
            path=path,
            page=_ASSUME,
            reasons=trust_reasons(decision, service),
        )

    def _answer(self, call: ServiceCall, role: str) -> ServiceAnswer:
        found = [
            self._answer_to(call, role, action, resource)
            for action in call.actions
            for resource in call.resources
        ]
        order: tuple[CallVerdict, ...] = ("allowed", "unknown", "missing")
        return min(found, key=lambda each: order.index(each.verdict))

    def _answer_to(self, call: ServiceCall, role: str, action: str, text: str) -> ServiceAnswer:
        resource = self._resource(action, text)
        row = CallRow(
            name=call.purpose,
            role="task",
            causes=(),
            actions=(action,),
            resource="",
            purpose=call.purpose,
            page=call.page,
            error="",
            grant=None,
        )
        asked = Call(
            row=row,
            action=action,
            resource=resource,
            at_home=resource,
            context={key: self._text(value) for key, value in call.context},
            subject={},
            field=Field(value=resource, path=call.path),
            only_if="" if call.certain else _OPTIONAL,
        )
        answer = _decided(self.judges[role].answer(asked), resource)
        return ServiceAnswer(
            role=role,
            user=call.logical_id,
            user_type=self._type(call.logical_id),
            action=action,
            resource=resource,
            verdict=answer.verdict,
            purpose=call.purpose,
            path=call.path,
            page=call.page,
            reasons=answer.reasons or _kept_out(answer),
        )

    def _type(self, logical_id: str) -> str:
        return str(self.resolver.resource(logical_id).get("Type", ""))

    def _resource(self, action: str, text: str) -> Text:
        """Return what a call acts on; every resource where its action knows no single one."""
        if text == ANYTHING and not any(each.resource_types for each in actions_matching(action)):
            return "*"
        return self._text(text)

    def _text(self, text: str) -> Text:
        """Return partly known text with the values of the environment in it."""
        home = {t.PARTITION: self.home.partition, t.REGION: self.home.region}
        for symbol, known in {**home, t.ACCOUNT: self.home.account}.items():
            text = text.replace(symbol, known)
        if t.ANY in text:
            is_any = self.environment.stand_ins
            any_text = standing_in("*") if is_any else self.resolver.unknown(_NOT_TOLD)
            text = text.replace(t.ANY, any_text)
        return self.resolver.text_of(text)


def _kept_out(answer: CallAnswer) -> tuple[str, ...]:
    """Return that a resource's own policy does not let the role in, where that is so."""
    if not answer.is_kept_out:
        return ()
    is_role = answer.call.action == "sts:AssumeRole"
    return (f"the {'trust policy' if is_role else 'policy of the resource'} does not allow it",)


def _external_id(service: str, home: Home) -> tuple[str, ...] | Unknown:
    """Return the external ID that a service sends where it assumes a role: Firehose its account.

    Source: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
    (read 2026-11-27).
    """
    if service == "firehose.amazonaws.com":
        return (home.account,)
    return Unknown(f"whether {service} sends an external ID is not documented")


def _decided(answer: CallAnswer, resource: Text) -> CallAnswer:
    """Take for missing what the role allows on nothing of the shape that the resource has."""
    denied = answer.decision is not None and answer.decision.outcome == "implicitDeny"
    if not isinstance(resource, Unknown) or not denied or answer.call.only_if:
        return answer
    if answer.verdict != "unknown" or answer.reasons == (resource.reason,):
        return answer
    return replace(answer, verdict="missing", reasons=())
