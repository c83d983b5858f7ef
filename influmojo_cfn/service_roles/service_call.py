"""Calls of AWS services with the roles that a template gives them; rows of the tables of them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.template_fields import Property

ANYTHING = t.ANY
"""The resource of a call of which the template does not tell what it acts on."""

ONE_OF = " or "
"""What joins actions of which one is enough."""


class ServiceCall(NamedTuple):
    """A call of a service; its strings are partly known.

    Attributes:
        logical_id: the resource that causes the call.
        role: where the role is named, not resolved yet.
        actions: any one of them is enough; nearly always one.
        resources: what the call acts on; the role needs one of these ARNs.
        purpose: what the call does, to complete "to".
        path: the place that causes the call.
        page: the AWS page that asks for the permission.
        context: condition keys (lower case) that the request carries, with their values.
        certain: whether the service fails without it; else it can do without.
    """

    logical_id: str
    role: Property
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    purpose: str
    path: Path
    page: str
    context: tuple[tuple[str, str], ...] = ()
    certain: bool = True

    @classmethod
    def one(
        cls, role: Property, action: str, resource: str, purpose: str, page: str, path: Path = ()
    ) -> ServiceCall:
        """Return the call of an action on a resource, by the resource that has the role.

        ``action`` is one or several joined by ``or``; without ``path`` the role causes the call.
        """
        actions = tuple(action.split(ONE_OF))
        cause = path or role.path
        return cls(role.logical_id, role, actions, (resource,), purpose, cause, page)


class UnreadCall(NamedTuple):
    """A place that makes a service call what no table tells.

    Attributes:
        logical_id: the resource that causes the calls.
        role: where the role is named, not resolved yet; None where that is not known either.
        purpose: what the calls do, to complete "to".
        path: the place that causes them.
        page: the AWS page about them.
        reason: why they are not known.
    """

    logical_id: str
    role: Property | None
    purpose: str
    path: Path
    page: str
    reason: str


class FieldCalls(NamedTuple):
    """The calls that one field causes.

    Attributes:
        resource_type: the type of the resource.
        role: the path of the role below Properties.
        field: the path of the field that causes the calls where it is given.
        actions: by the service of the ARN that the field holds; an empty string is any service, and
            then the field need not be an ARN. Of actions in one text, joined by `` or ``, one is
            enough.
        purpose: what the calls do, to complete "to".
        page: the AWS page that asks for them.
        resource: the ARN that they act on; ``{}`` is the field's value.
        equals: what the field holds if it causes the calls; any value where empty.
        holder: the property that names the function which has the role, where another resource
            causes the calls.
        certain: whether the service fails without them.
        context: condition keys (lower case) that the requests carry, with their values.
        mixed: whether the field can also hold what is not an ARN and causes nothing.
        begins: what the field's value begins with if it causes the calls.
    """

    resource_type: str
    role: tuple[str, ...]
    field: tuple[str, ...]
    actions: Mapping[str, tuple[str, ...]]
    purpose: str
    page: str
    resource: str = "{}"
    equals: str = ""
    holder: tuple[str, ...] = ()
    certain: bool = True
    context: tuple[tuple[str, str], ...] = ()
    mixed: bool = False
    begins: str = ""


class PipelineAction(NamedTuple):
    """The calls of a provider.

    Attributes:
        actions: of actions joined by `` or ``, one is enough.
        purpose: what the calls do, to complete "to".
        field: the configuration's key that names what they act on; anything where empty.
        arn: the ARN of what a name is of, without account and Region: ``codebuild:project/{}``.
        passes: whether the roles of a task definition are handed over.
    """

    actions: tuple[str, ...]
    purpose: str
    field: str = ""
    arn: str = ""
    passes: bool = False


class Integration(NamedTuple):
    """The calls of one integration.

    Attributes:
        actions: those on the resource that a parameter names.
        parameter: the parameter that names it; none where it is not known.
        arn: the resource part of its ARN where the parameter is a name: ``table/{}``.
        finding: resource types whose names, ARNs or URLs the parameter can hold.
        sync: the actions that waiting for the end takes on anything.
        rule: the rule of EventBridge that tells Step Functions of the end.
        page: the AWS page that asks for them.
    """

    actions: tuple[str, ...]
    page: str
    parameter: str = ""
    arn: str = ""
    finding: tuple[str, ...] = ()
    sync: tuple[str, ...] = ()
    rule: str = ""


class NamedCall(NamedTuple):
    """The call that a name, an ARN or a URL next to a role causes.

    Attributes:
        resource_type: the type of the resource.
        place: the path below Properties of what holds both; ``*`` is each item of a list.
        role: the path of the role below the place.
        name: the path of what the call acts on below the place.
        call: its actions, of which one is enough, and how the name is read.
        purpose: what the call does, to complete "to".
        within: what also fits behind the ARN, such as ``/index/*``.
        on: what the resource part of the ARN begins with for an action, where the call's actions
            are on resources of different types.
        context: condition keys (lower case) that the requests carry, with their values.
    """

    resource_type: str
    place: tuple[str, ...]
    role: tuple[str, ...]
    name: tuple[str, ...]
    call: Integration
    purpose: str
    within: str = ""
    on: Mapping[str, str] = MappingProxyType({})
    context: tuple[tuple[str, str], ...] = ()


class SenderRow(NamedTuple):
    """A property that connects a service to a queue, a topic or a function.

    Attributes:
        resource_type: the type of the resource that sends.
        field: the path of the ARN that is sent to.
        service: the principal that sends.
        page: the AWS page that asks for the permission.
        source: the property that holds the sender's ARN, which the request carries as
            aws:SourceArn.
        attribute: else, the attribute of the resource that is.
        within: the service and what stands around the source, or the sender's own name, in the ARN
            that the request carries: ``logs:log-group:{}:*``.
        method: the property that holds the HTTP method, which is in the ARN behind a stage.
        unless: the property next to the field's last key that gives a role; with a role no policy
            is asked.
        invokes_as: the principal that invokes functions, where it is another.
    """

    resource_type: str
    field: tuple[str, ...]
    service: str
    page: str
    source: tuple[str, ...] = ()
    attribute: str = ""
    within: str = ""
    method: str = ""
    unless: tuple[str, ...] = ()
    invokes_as: str = ""


class KeyUser(NamedTuple):
    """A resource that a service encrypts as itself.

    Attributes:
        resource_type: the type of the resource.
        name: the property that holds its name.
        field: the path of its key.
        service: the principal that uses the key.
        actions: what it calls, each of which the key's policy must allow.
        context: condition keys (lower case) that the requests carry; ``{}`` is the name.
        page: the AWS page that asks for the permission.
    """

    resource_type: str
    name: str
    field: tuple[str, ...]
    service: str
    actions: tuple[str, ...]
    context: tuple[tuple[str, str], ...]
    page: str


class Delivery(NamedTuple):
    """A call that a service makes as itself, which the policy of a resource must allow.

    Attributes:
        sender: the logical ID of the resource that makes the service send.
        service: the service's principal.
        actions: what it calls.
        receiver: the logical ID of the resource whose policy is asked.
        resource: its ARN.
        context: condition keys (lower case) with their values.
        path: the place that connects the two.
        page: the AWS page that asks for the permission.
        is_account_too: whether the service can also call as an account of AWS, which differs by
            Region.
    """

    sender: str
    service: str
    actions: tuple[str, ...]
    receiver: str
    resource: str
    context: tuple[tuple[str, str], ...]
    path: Path
    page: str
    is_account_too: bool = False
