"""The roles that AWS SAM makes for deployments, capacity providers and GraphQL APIs.

Source: samtranslator/model/preferences/deployment_preference_collection.py,
capacity_provider/generators.py and sam_resources.py of
https://github.com/aws/serverless-application-model (1.115.0, read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import REFERENCE, is_call
from influmojo_cfn.cloudformation.sam_connectors import CONNECTOR
from influmojo_cfn.cloudformation.sam_role_additions import FUNCTION, aws_policy, trust_of
from influmojo_cfn.cloudformation.sections import condition_of, section
from influmojo_cfn.data.sam_connectors import DATA_SOURCE, GRAPHQL_API

PREFERENCE = "DeploymentPreference"
DEPLOYMENT_ROLE = "CodeDeployServiceRole"
_ROLE, _GROUP = "AWS::IAM::Role", "AWS::CodeDeploy::DeploymentGroup"
_APP_SYNC = "appsync.amazonaws.com"
SAM_GRAPHQL_API, SOURCES = "AWS::Serverless::GraphQLApi", "DataSources"
_READ_OF_SOURCES = frozenset(
    {"DeltaSync", "Description", "FunctionArn", "Name", "Permissions", "Region", "TableArn"}
    | {"TableName", "Versioned"}
)
"""The properties of data sources that are in the policies of their roles, or give no access."""

RolesMade = Iterator[tuple[str, dict[str, Any]]]


def service_roles(name: str, row: Mapping[str, Any], properties: Mapping[str, Any]) -> RolesMade:
    """Yield the logical ID of each role that AWS SAM makes of a resource, and the role."""
    kind = str(row.get("Type"))
    under = condition_of(row)
    if kind == FUNCTION and is_deployment_read(properties.get(PREFERENCE)):
        yield from _deployment(name, under, properties[PREFERENCE])
    if kind == "AWS::Serverless::CapacityProvider" and not properties.get("OperatorRole"):
        operator = _role("lambda.amazonaws.com", "AWSLambdaManagedEC2ResourceOperator")
        yield f"{name}OperatorRole", {**operator, **under}
    if kind == SAM_GRAPHQL_API:
        for key, made in _of_graphql(name, properties):
            yield key, {**made, **under}


def is_deployment_read(preference: Any) -> bool:
    """Return whether it is known with which role a function is deployed, and whether it is."""
    if not isinstance(preference, Mapping) or is_call(preference):
        return False
    flags = (preference.get("Enabled", True), preference.get("PassthroughCondition", False))
    return all(str(flag).lower() in ("true", "false") for flag in flags)


def _deployment(name: str, under: Mapping[str, Any], preference: Mapping[str, Any]) -> RolesMade:
    if str(preference.get("Enabled", True)).lower() == "false":
        return
    passes = str(preference.get("PassthroughCondition")).lower() == "true"
    condition = under if passes else {}
    role = preference.get("Role")
    if not role:
        path = "service-role/AWSCodeDeployRoleForLambda"
        yield DEPLOYMENT_ROLE, {**_role("codedeploy.amazonaws.com", path), **condition}
    arn = role or {"Fn::GetAtt": [DEPLOYMENT_ROLE, "Arn"]}
    group = {"Type": _GROUP, "Properties": {"ServiceRoleArn": arn}}
    yield f"{name}DeploymentGroup", {**group, **condition}


def _of_graphql(name: str, properties: Mapping[str, Any]) -> RolesMade:
    logging = properties.get("Logging")
    is_given = isinstance(logging, Mapping) and logging.get("CloudWatchLogsRoleArn")
    if logging is not False and not is_given:
        yield (
            f"{name}CloudWatchRole",
            _role(_APP_SYNC, "service-role/AWSAppSyncPushToCloudWatchLogs"),
        )
    yield from _authorizers(name, properties.get("Auth"))
    sources = section(properties, SOURCES)
    for kind in sources:
        for key, given in section(sources, kind).items():
            if (
                isinstance(given, Mapping)
                and kind in _CONNECTED
                and not given.get("ServiceRoleArn")
            ):
                yield from _data_source(f"{name}{key}", str(kind), given)


def are_sources_read(sources: Any) -> bool:
    """Return whether what the data sources of a GraphQL API can do is in roles that are made."""
    if not isinstance(sources, Mapping) or is_call(sources) or not {*sources} <= _CONNECTED.keys():
        return False
    rows = [row for of_kind in sources.values() for row in _rows(of_kind)]
    return all(
        isinstance(row, Mapping)
        and not is_call(row)
        and {*row} <= _READ_OF_SOURCES
        and isinstance(row.get("Permissions", []), list)
        for row in rows
    )


def _rows(of_kind: Any) -> list[Any]:
    is_read = isinstance(of_kind, Mapping) and not is_call(of_kind)
    return [*of_kind.values()] if is_read else [None]


def _authorizers(name: str, auth: Any) -> RolesMade:
    """Yield the connectors by which a GraphQL API calls the functions that are authorizers."""
    given = auth if isinstance(auth, Mapping) and not is_call(auth) else {}
    more = given.get("Additional", [])
    rows = [given, *(more if isinstance(more, list) else [])]
    called = [section(row, "LambdaAuthorizer") for row in rows if _is_by_function(row)]
    for number, row in enumerate(called, 1):
        source = {
            "Type": GRAPHQL_API,
            "Arn": {REFERENCE: name},
            "ResourceId": {"Fn::GetAtt": [name, "ApiId"]},
        }
        to = {"Type": "AWS::Lambda::Function", "Arn": row.get("AuthorizerUri")}
        made = {"Source": source, "Destination": to, "Permissions": ["Write"]}
        connector = {"Type": CONNECTOR, "Properties": made}
        yield f"{name}ToLambdaAuthConnector{number}", connector


def _is_by_function(row: Any) -> bool:
    return isinstance(row, Mapping) and row.get("Type") == "AWS_LAMBDA"


def _data_source(start: str, kind: str, given: Mapping[str, Any]) -> RolesMade:
    """Yield the role of a data source, and the connector that gives it its policy."""
    title, to = _CONNECTED[kind]
    source = f"{start}{title}DataSource"
    yield f"{source}Role", _role(_APP_SYNC)
    permissions = ["Write"] if kind == "Lambda" else given.get("Permissions") or ["Read", "Write"]
    arn = given.get("FunctionArn") if kind == "Lambda" else given.get("TableArn") or _table(given)
    role = {
        "Arn": {"Fn::GetAtt": [source, "DataSourceArn"]},
        "RoleName": {REFERENCE: f"{source}Role"},
    }
    connector = {
        "Source": {"Type": DATA_SOURCE, **role},
        "Destination": {"Type": to, "Arn": arn},
        "Permissions": permissions,
    }
    end = "ToLambdaConnector" if kind == "Lambda" else "ToTableConnector"
    yield f"{source}{end}", {"Type": CONNECTOR, "Properties": connector}


_CONNECTED = {
    "DynamoDb": ("DynamoDB", "AWS::DynamoDB::Table"),
    "Lambda": ("Lambda", "AWS::Lambda::Function"),
}
"""By the keys of DataSources, the name in logical IDs, and the type of what is connected."""


def _table(given: Mapping[str, Any]) -> dict[str, Any]:
    text = "arn:${AWS::Partition}:dynamodb:${Region}:${AWS::AccountId}:table/${Table}"
    region = given.get("Region") or {REFERENCE: "AWS::Region"}
    return {"Fn::Sub": [text, {"Region": region, "Table": given.get("TableName")}]}


def _role(service: str, *paths: str) -> dict[str, Any]:
    properties: dict[str, Any] = {"AssumeRolePolicyDocument": trust_of(service)}
    if paths:
        properties["ManagedPolicyArns"] = [aws_policy(path) for path in paths]
    return {"Type": _ROLE, "Properties": properties}
