"""What CloudFormation calls for a resource of any type, as AWS's registry of types declares it.

Each handler of a type (create, read, update, delete) lists the permissions that it needs. cfn-lint
brings the schemas. A type without handlers, and one that AWS does not have, is not known here.

Sources (read 2026-11-27):
https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html#schema-properties-handlers
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from influmojo_cfn.account.identities import under_any_path
from influmojo_cfn.account.resource_call import ResourceCall
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.generated_names import generated_beginning
from influmojo_cfn.cloudformation.nested_names import SEPARATOR
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of, section
from influmojo_cfn.data.resource_identifiers import IDENTIFIERS, WITHOUT_STACK_NAME
from influmojo_cfn.data.resource_type_calls import (
    CALLED_FOR_PROPERTIES,
    PRINCIPAL_TYPES,
    PRINCIPALS,
    SERVICE_LINKED,
)
from influmojo_cfn.data.trusted_services import ROLE_PROPERTIES
from influmojo_cfn.iam import patterns, service_authorization
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.iam.unknown import Unknown, covered


@cache
def handler_permissions(resource_type: str) -> Mapping[str, tuple[str, ...]] | None:
    """Return the actions of each handler of a type; None where AWS declares none."""
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER, ResourceNotFoundError

    try:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema
    except ResourceNotFoundError:
        return None
    handlers = schema.get("handlers")
    if not handlers:
        return None
    return {
        name: tuple(row.get("permissions", ())) for name, row in handlers.items() if name != "list"
    }


def resource_calls(
    resolved: ResolvedTemplate, logical_id: str, stack_name: str
) -> tuple[ResourceCall, ...] | None:
    """Return the calls for a resource; None where those of its type are not known.

    A permission that is not an action of the service authorization reference is omitted. So is one
    for properties that the resource does not have.
    """
    kind = str(resolved.resources[logical_id]["Type"])
    handlers = handler_permissions(kind)
    if handlers is None:
        return None
    reader = _ResourceCallReader(resolved, logical_id, kind, stack_name)
    by_action: dict[str, list[str]] = {}
    for name, actions in handlers.items():
        for action in actions:
            by_action.setdefault(action, []).append(name)
    found = (reader.calls(action, tuple(names)) for action, names in by_action.items())
    return tuple(call for calls in found for call in calls)


_OF_GROUPS = ("iam:AddUserToGroup", "iam:RemoveUserFromGroup")
"""What is done with the groups that a user names."""


def _assuming(kind: str) -> tuple[str, ...]:
    """Return the services that assume the roles of a resource type."""
    if kind == "AWS::ECS::TaskDefinition":
        return (ECS_TASKS,)
    return tuple(sorted({row.service for row in ROLE_PROPERTIES if row.resource_type == kind}))


def attaching_calls(
    resolved: ResolvedTemplate, logical_id: str, policy: str, own: Collection[str]
) -> Iterator[ResourceCall]:
    """Yield the calls that attach a managed policy to the users, groups and roles that it names.

    ``own`` are the ARNs of the template's own roles, whose calls are known.
    """
    here = resolved.environment
    iam = f"arn:{here.known_partition}:iam::{here.account}"
    names = {arn.rpartition("/")[2] for arn in own}
    for kind in ("User", "Group", "Role"):
        named = resolved.property(logical_id, f"{kind}s")
        texts = _texts_of(named) if isinstance(named, list) else []
        arns = under_any_path(
            f"{iam}:{kind.lower()}/{name}" for name in texts if kind != "Role" or name not in names
        )
        for verb, handlers in (("Attach", ("create", "update")), ("Detach", ("update", "delete"))):
            if arns:
                yield ResourceCall(
                    logical_id=logical_id,
                    resource_type="AWS::IAM::ManagedPolicy",
                    action=f"iam:{verb}{kind}Policy",
                    resources=tuple(arns),
                    handlers=handlers,
                    attached=(policy,),
                )


def _texts_of(value: Any) -> list[str]:
    """Return the strings of a list as patterns, or the one that a value is."""
    return [covered(each) for each in items_of(value) if isinstance(each, (str, Unknown))]


class _ResourceCallReader:
    """Finds out what the calls for one resource act on."""

    def __init__(
        self, resolved: ResolvedTemplate, logical_id: str, kind: str, stack_name: str
    ) -> None:
        self.resolved = resolved
        self.logical_id = logical_id
        self.kind = kind
        self.stack_name = stack_name
        self.own = _own_arns(resolved, logical_id, kind, stack_name) or self._deleted()

    def _deleted(self) -> tuple[str, ...]:
        """Return what the type's delete handler deletes: the resource itself."""
        actions = (handler_permissions(self.kind) or {}).get("delete", ())
        known = [service_authorization.action(each) for each in actions]
        found = [
            self._filled(each.arn)
            for action in known
            if action and action.access_level == "Write" and _DELETES.match(action.name)
            for each in service_authorization.action_resource_types(action)
        ]
        key = IDENTIFIERS.get(self.kind, {}).get("name", "")
        name = self.resolved.property(self.logical_id, key)
        if isinstance(name, (str, Unknown)):
            own = covered(name).removeprefix("/")
            found = [arn.removesuffix("*") + own if arn.endswith("*") else arn for arn in found]
        return tuple(dict.fromkeys(found))

    def calls(self, action: str, handlers: tuple[str, ...]) -> Iterator[ResourceCall]:
        """Yield the calls of an action: none, one, or one for each service that takes roles."""
        known = service_authorization.action(action)
        if known is None or not self._is_asked_for(action):
            return
        more: dict[str, Any] = {}
        if action == "iam:PassRole":
            resources = tuple(sorted(set(self._roles_in(self._properties()))))
            more = {"passed_to": _assuming(self.kind)}
        elif action == "iam:CreateServiceLinkedRole":
            service = SERVICE_LINKED.get(self.kind) or self._named("AWSServiceName") or "*"
            begin = f"arn:{self._here().known_partition}:iam::{self._here().account}:role"
            resources = (f"{begin}/aws-service-role/{service}/*",)
            more = {"linked_to": service}
        elif self.kind in PRINCIPAL_TYPES or action in _OF_GROUPS:
            resources = tuple(under_any_path(self._principals(known)))
        elif action == "iam:GetRole" and (roles := set(self._roles_in(self._properties()))):
            resources = tuple(sorted(roles))
        else:
            resources = self._resources(known)
            if re.fullmatch(r"iam:(At|De)tach\w+Policy", action):
                named = self.resolved.property(self.logical_id, "ManagedPolicyArns")
                more = {"attached": tuple(_texts_of(named))}
        if resources:
            yield ResourceCall(
                logical_id=self.logical_id,
                resource_type=self.kind,
                action=known.qualified_name,
                resources=resources,
                handlers=handlers,
                **more,
            )

    def _roles_in(self, value: Any) -> Iterator[str]:
        """Yield each role that a value names, as a pattern."""
        for text, named in _arns_in(value):
            if ":role/" in text:
                yield self._role(text, named)

    def _role(self, text: str, value: str | Unknown) -> str:
        """Return a role as a pattern: a generated name begins as the stack's."""
        name = value.logical_id if isinstance(value, Unknown) else ""
        if name in self.resolved.of_type("AWS::IAM::Role") and (
            self.resolved.property(name, "RoleName") is None
        ):
            return _beginning(text, self.stack_name)
        return text

    def _principals(self, action: service_authorization.Action) -> Iterator[str]:
        """Yield the ARNs, without a path, of what an action changes and the resource names."""
        begin = f"arn:{self._here().known_partition}:iam::{self._here().account}"
        for kind in (used.name for used in action.resource_types if used.name in PRINCIPALS):
            for name in PRINCIPALS[kind]:
                given = self.resolved.property(self.logical_id, name)
                for each in items_of(given):
                    if isinstance(each, (str, Unknown)):
                        yield f"{begin}:{kind}/{self._name(each)}"

    def _name(self, value: str | Unknown) -> str:
        """Return the name of a principal as a pattern, where CloudFormation generates it, too."""
        own = value.logical_id if isinstance(value, Unknown) else ""
        return generated_beginning(self.stack_name, "iam") if own else covered(value)

    def _here(self) -> Environment:
        return self.resolved.environment

    def _properties(self) -> list[Any]:
        names = section(self.resolved.resources[self.logical_id], "Properties")
        return [self.resolved.property(self.logical_id, str(name)) for name in names]

    def _is_asked_for(self, action: str) -> bool:
        asking = CALLED_FOR_PROPERTIES.get(self.kind, {}).get(action)
        return asking is None or any(map(self._has, asking))

    def _has(self, words: str) -> bool:
        """Return whether the resource has a property, or ``Property~text`` this text in it."""
        name, _, text = words.partition("~")
        value = self.resolved.property(self.logical_id, name)
        return value is not None and text in json.dumps(value, default=covered)

    def _resources(self, action: service_authorization.Action) -> tuple[str, ...]:
        """Return what an action acts on: the resource where it can be, else what it depends on."""
        if (
            action.access_level == "Tagging"
            and self.own
            and _service(self.own[0]) == action.service
        ):
            return self.own  # The reference lists some of what can be tagged.
        required = {used.name for used in action.resource_types if used.required}
        own: list[str] = []
        others: list[str] = []
        for each in service_authorization.action_resource_types(action):
            any_name = self._filled(each.arn, named=False)
            matching = [
                arn
                for arn in self.own
                if _service(arn) == _service(any_name) and patterns.may_meet(any_name, arn)
            ]
            filled = self._filled(each.arn)
            own += (filled if patterns.covers(arn, filled) else arn for arn in matching)
            is_named = required and action.access_level == "Write" and self._refers_to(each.arn)
            if not matching and (each.name in required or is_named):
                others += (self._filled(each.arn), *self._elsewhere(each.arn))
        return tuple(sorted({*own, *others})) or ("*",)

    def _elsewhere(self, arn: str) -> Iterator[str]:
        """Yield the resources of other accounts and Regions that properties name by such an ARN."""
        here = self._filled(arn, named=False)
        anywhere = service_authorization.VARIABLE.sub("*", arn)
        for text, _ in _arns_in(self._properties()):
            if patterns.covers(anywhere, text) and not patterns.covers(here, text):
                yield text

    def _refers_to(self, arn: str) -> bool:
        """Return whether a property names what an ARN ends in, such as VpcId or KeyName.

        A request that writes must be allowed for each resource that it names, optional or not.
        Source: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
        (read 2026-11-28)
        """
        variables = service_authorization.VARIABLE.findall(arn)
        name = _stem(variables[-1].strip("${}<>")) if variables else ""
        stems = map(_stem, section(self.resolved.resources[self.logical_id], "Properties"))
        return any(s and name and (name.startswith(s) or s.endswith(name)) for s in stems)

    def _filled(self, arn: str, *, named: bool = True) -> str:
        """Return an ARN of the service authorization reference as a pattern of this resource."""
        here = self._here()
        known = {"Partition": here.known_partition, "Account": here.account, "Region": here.region}

        def value(variable: re.Match[str]) -> str:
            name = variable[0].strip("${}<>")
            return known.get(name) or (self._named(name) if named else "") or "*"

        return service_authorization.VARIABLE.sub(value, arn)

    def _named(self, variable: str) -> str:
        """Return a part of an ARN that a property of the same name gives, such as ServiceName."""
        for name in (variable, variable.removesuffix("Name")):
            value = self.resolved.property(self.logical_id, name) if name else None
            if isinstance(value, (str, Unknown)):
                return self._of_this_stack(value) or covered(value).rpartition("/")[2]
        return ""

    def _of_this_stack(self, value: str | Unknown) -> str:
        """Return the name of a resource of the template that a value refers to, as a pattern."""
        row = self.resolved.resources.get(value.logical_id if isinstance(value, Unknown) else "")
        if not isinstance(value, Unknown) or not isinstance(row, Mapping):
            return ""
        kind = str(row.get("Type"))
        own = _own_arns(self.resolved, value.logical_id, kind, self.stack_name)
        return re.split("[:/]", own[0].removesuffix(":*"))[-1] if own else ""


def _arns_in(value: Any) -> Iterator[tuple[str, str | Unknown]]:
    """Yield each ARN in a value, as a pattern and as what it is of."""
    if isinstance(value, (str, Unknown)):
        text = covered(value)
        if text.startswith("arn:"):
            yield text, value
    elif isinstance(value, (Mapping, list)):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _arns_in(item)


def _service(arn: str) -> str:
    return arn.split(":")[2]


def _stem(name: str) -> str:
    """Return what a property or a variable of an ARN is about, without what it says of it."""
    return re.sub("(Name|Id|Identifier)s?$", "", name).lower()


_DELETES = re.compile("(Delete|Deregister|Terminate|Release)[A-Z]")


def _own_arns(
    resolved: ResolvedTemplate, logical_id: str, kind: str, stack_name: str
) -> tuple[str, ...]:
    """Return the ARN of a resource as a pattern: CloudFormation's names begin as the stack's."""
    here = resolved.environment
    if kind == "AWS::CloudFormation::Stack":
        name = logical_id.replace(SEPARATOR, "-*-")
        where = f"arn:{here.known_partition}:cloudformation:{here.region}:{here.account}"
        return (f"{where}:stack/{stack_name}-{name}-*/*",)
    if kind == "AWS::IAM::ServiceLinkedRole":
        service = covered(resolved.property(logical_id, "AWSServiceName"))
        return (
            f"arn:{here.known_partition}:iam::{here.account}:role/aws-service-role/{service}/*",
        )
    row = IDENTIFIERS.get(kind, {})
    found = []
    for attribute in row.keys() - {"name"}:
        arn = covered(resolved.identifier(logical_id, attribute))
        if arn.startswith("arn:"):
            found.append(arn)
    is_named = "name" in row and resolved.property(logical_id, row["name"]) is not None
    if "name" in row and not is_named and kind not in WITHOUT_STACK_NAME:
        # A generated name: the stack's, the resource's, and characters that AWS chooses.
        found = [_beginning(arn, stack_name) for arn in found]
    # Some calls name a log group without the wildcard at its end.
    found += [arn.removesuffix(":*") for arn in found if ":log-group:" in arn]
    return tuple(sorted(set(found)))


def _beginning(arn: str, stack_name: str) -> str:
    head, star, rest = arn.partition("*")
    if not star or head[-1:] not in ("/", ":"):
        return arn
    return f"{head}{generated_beginning(stack_name, _service(arn))}{rest.removeprefix('*')}"
