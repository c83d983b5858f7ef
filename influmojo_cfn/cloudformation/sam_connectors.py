"""The policies that AWS SAM makes of connectors, the resources and the attribute.

A connector that is not one of AWS's table stays, and is not read.

Source: samtranslator/model/connector/connector.py and model/sam_resources.py of
https://github.com/aws/serverless-application-model (read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import SUB_NAME
from influmojo_cfn.cloudformation.sam_role_additions import filled
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.data.sam_connectors import (
    BUCKET,
    CONNECTIONS,
    FUNCTION,
    HTTP_API,
    IDENTITIES,
    OF_SAM,
    QUEUE,
    REST_API,
    RULE,
    TOPIC,
    ConnectorGrant,
    ConnectorProfile,
)

CONNECTOR, CONNECTORS = "AWS::Serverless::Connector", "Connectors"
_GIVEN = ("Arn", "Name", "Qualifier", "QueueUrl", "ResourceId", "RoleName")
_PROPERTIES = {"Source", "Destination", "Permissions"}
_ATTRIBUTES = ("Condition", "DeletionPolicy", "DependsOn", "Metadata", "UpdateReplacePolicy")
_RESOURCE_POLICIES = {
    QUEUE: ("QueuePolicy", "AWS::SQS::QueuePolicy", "Queues", "QueueUrl"),
    TOPIC: ("TopicPolicy", "AWS::SNS::TopicPolicy", "Topics", "Arn"),
}
"""By the type of a destination, how its policy is called and to what it is attached."""


def with_connectors(resources: Mapping[str, Any]) -> dict[str, Any]:
    """Return resources in which connectors that are read are the policies that they make.

    The roles of functions and state machines are among them already.
    """
    found: dict[str, Any] = {}
    made: dict[str, Any] = {}
    for name, row in resources.items():
        attached = row.get(CONNECTORS) if isinstance(row, Mapping) else None
        if isinstance(attached, Mapping):
            read = {
                key: policies
                for key, each in attached.items()
                if (policies := _policies(f"{name}{key}", _own(name, each), resources)) is not None
            }
            left = {key: each for key, each in attached.items() if key not in read}
            row = {key: item for key, item in row.items() if key != CONNECTORS}
            found[name] = {**row, CONNECTORS: left} if left else row
            made |= {key: policy for each in read.values() for key, policy in each.items()}
        elif isinstance(row, Mapping) and row.get("Type") == CONNECTOR:
            policies = _policies(name, row, resources)
            made |= policies or {}
            found |= {name: row} if policies is None else {}
        else:
            found[name] = row
    return {**found, **{name: row for name, row in made.items() if name not in resources}}


def _own(name: str, connector: Any) -> Mapping[str, Any]:
    """Return a connector of a resource's attribute as one that names its source."""
    properties = connector.get("Properties") if isinstance(connector, Mapping) else None
    if not isinstance(properties, Mapping):
        return {}
    more = properties.get("SourceReference", {})
    source = {"Id": name, **more} if isinstance(more, Mapping) and "Id" not in more else None
    kept = {key: item for key, item in properties.items() if key != "SourceReference"}
    return {**connector, "Properties": {**kept, "Source": source}}


def _policies(
    name: str, row: Mapping[str, Any], resources: Mapping[str, Any]
) -> dict[str, Any] | None:
    """Return the resources that a connector makes; None where it is not read."""
    properties = row.get("Properties")
    if not isinstance(properties, Mapping) or {*properties} - _PROPERTIES:
        return None
    permissions, several = properties.get("Permissions"), properties.get("Destination")
    if not isinstance(permissions, list) or not all(isinstance(p, str) for p in permissions):
        return None
    targets = several if isinstance(several, list) else [several]
    made: dict[str, Any] = {}
    for index, target in enumerate(targets):
        end = f"Destination{index}" if isinstance(several, list) else ""
        each = _connected(name, end, properties.get("Source"), target, permissions, resources)
        if each is None:
            return None
        made |= each
    own = {key: row[key] for key in _ATTRIBUTES if key in row}
    return {key: {**each, **own} for key, each in made.items()} or None


def _connected(
    name: str,
    end: str,
    source: Any,
    target: Any,
    permissions: list[str],
    resources: Mapping[str, Any],
) -> dict[str, Any] | None:
    ends = [_end(source, target, resources), _end(target, source, resources)]
    if not all(ends):
        return None
    kinds = [str(each.pop("Type")) for each in ends]
    profile = CONNECTIONS.get((kinds[0], kinds[1]))
    if profile is None or not _is_taken(profile, {*permissions}):
        return None
    values = {f"Source{key}": item for key, item in ends[0].items()}
    values |= {f"Destination{key}": item for key, item in ends[1].items()}
    grants = [g for key, row in profile.grants.items() if key in permissions for g in row]
    texts = [text for grant in grants for text in grant.resources]
    if profile.caller:
        texts.append(profile.on_behalf_of)
    if not _needed(texts) <= {*values}:
        return None
    if profile.attached_to == "destination":
        return _resource_policy(name, end, profile, grants, kinds, values)
    side = "Source" if profile.attached_to == "source role" else "Destination"
    role = values.get(f"{side}RoleName")
    document = _document([_statement(grant, values) for grant in grants])
    properties = {"PolicyDocument": document, "Roles": [role]}
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": properties}
    return None if role is None else {f"{name}Policy{end}": policy}


def _is_taken(profile: ConnectorProfile, permissions: set[str]) -> bool:
    """Return whether AWS SAM accepts the permissions of a connector."""
    known = {*profile.grants}
    whole = permissions == known or not permissions & profile.together
    return bool(permissions) and permissions <= known and whole


def _end(given: Any, other: Any, resources: Mapping[str, Any]) -> dict[str, Any]:
    """Return the type of one end of a connector and its known values; empty if it is not read."""
    if not isinstance(given, Mapping):
        return {}
    name = given.get("Id")
    if name is None:
        kind = str(given.get("Type"))
        values = {key: given[key] for key in _GIVEN if given.get(key) is not None}
        return {"Type": OF_SAM.get(kind, kind), **values}
    row = resources.get(name) if isinstance(name, str) else None
    if not isinstance(row, Mapping) or {*given} - {"Id", "Qualifier"}:
        return {}
    kind = OF_SAM.get(str(row.get("Type")), str(row.get("Type")))
    identity = IDENTITIES.get(kind)
    if identity is None:
        return {}
    found: dict[str, Any] = {"Type": kind}
    found |= {key: {"Ref": name} for key in identity.referred}
    attributes = identity.attributes.items()
    found |= {key: {"Fn::GetAtt": [name, attribute]} for key, attribute in attributes}
    if kind in (REST_API, HTTP_API) or "Qualifier" in given:
        found["Qualifier"] = given.get("Qualifier", "*")
    role = _role(row, kind, section(row, "Properties"), other)
    return {**found, "RoleName": {"Ref": role}} if role else found


def _role(
    row: Mapping[str, Any], kind: str, properties: Mapping[str, Any], other: Any
) -> str | None:
    """Return the logical ID of the role of one end of a connector."""
    if kind != RULE:
        is_of_sam = row.get("Type") in OF_SAM
        return _referred(properties.get("Role" if is_of_sam else IDENTITIES[kind].role))
    targets = properties.get("Targets")
    for target in targets if isinstance(targets, list) and isinstance(other, Mapping) else ():
        arn = target.get("Arn") if isinstance(target, Mapping) else None
        named = _referred(arn)
        if arn is not None and (arn == other.get("Arn") or (named and named == other.get("Id"))):
            return _referred(target.get("RoleArn"))
    return None


def _referred(value: Any) -> str | None:
    """Return the logical ID that a value refers to as a whole."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return None
    target = value.get("Fn::GetAtt", value.get("Ref"))
    first = target[0] if isinstance(target, list) and target else target
    return first.split(".")[0] if isinstance(first, str) else None


def _resource_policy(
    name: str,
    end: str,
    profile: ConnectorProfile,
    grants: list[ConnectorGrant],
    kinds: list[str],
    values: Mapping[str, Any],
) -> dict[str, Any] | None:
    behalf = filled(profile.on_behalf_of, values)
    if kinds[1] == FUNCTION:
        properties = {
            "Action": grants[0].actions[0],
            "FunctionName": values["DestinationArn"],
            "Principal": profile.caller,
            "SourceArn": behalf,
        }
        if kinds[0] == BUCKET:
            properties["SourceAccount"] = {"Ref": "AWS::AccountId"}
        permission = {"Type": "AWS::Lambda::Permission", "Properties": properties}
        return {f"{name}WriteLambdaPermission{end}": permission}
    title, kind, key, attached = _RESOURCE_POLICIES[kinds[1]]
    if f"Destination{attached}" not in values:
        return None
    statement = {
        **_statement(grants[0], values),
        "Principal": {"Service": profile.caller},
        "Condition": {"ArnEquals": {"aws:SourceArn": behalf}},
    }
    properties = {"PolicyDocument": _document([statement]), key: [values[f"Destination{attached}"]]}
    return {f"{name}{title}{end}": {"Type": kind, "Properties": properties}}


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}


def _statement(grant: ConnectorGrant, values: Mapping[str, Any]) -> dict[str, Any]:
    resources = [filled(text, values) for text in grant.resources]
    return {"Effect": "Allow", "Action": [*grant.actions], "Resource": resources}


def _needed(texts: list[str]) -> set[str]:
    """Return the names that strings are filled in with."""
    names = {found.group(2) for text in texts for found in SUB_NAME.finditer(text)}
    return {name for name in names if not name.startswith("AWS::")}
