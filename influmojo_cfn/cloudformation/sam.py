"""The roles that AWS SAM makes of functions and state machines.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
and sam-resource-function.html, sam-resource-statemachine.html (read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.function_urls import URL
from influmojo_cfn.cloudformation.intrinsics import CHOICE, is_call
from influmojo_cfn.cloudformation.sam_apis import authorizer_permissions, implicit_apis
from influmojo_cfn.cloudformation.sam_bodies import with_completed_bodies
from influmojo_cfn.cloudformation.sam_connectors import CONNECTORS, with_connectors
from influmojo_cfn.cloudformation.sam_event_permissions import event_resources, permission, triggers
from influmojo_cfn.cloudformation.sam_event_policies import with_event_policies
from influmojo_cfn.cloudformation.sam_event_roles import event_roles
from influmojo_cfn.cloudformation.sam_globals import with_globals, without_globals
from influmojo_cfn.cloudformation.sam_references import called_function, with_aliases
from influmojo_cfn.cloudformation.sam_role_additions import (
    ABSENT,
    FUNCTION,
    added_policies,
    added_statements,
    aws_policy,
    filled,
    not_read,
    tags_of,
    trust_of,
    unread_additions,
    with_own_destinations,
)
from influmojo_cfn.cloudformation.sam_routes import sam_routes
from influmojo_cfn.cloudformation.sam_service_roles import DEPLOYMENT_ROLE, service_roles
from influmojo_cfn.cloudformation.sections import condition_of, items_of, section
from influmojo_cfn.data import table
from influmojo_cfn.iam.managed_policies import managed_policy_paths

_SERVICES = {
    "AWS::Serverless::Function": "lambda.amazonaws.com",
    "AWS::Serverless::StateMachine": "states.amazonaws.com",
}
_NOT = "NOT"
"""How the name of a condition begins that AWS SAM adds for the opposite of another."""

WITH_ROLES = tuple(_SERVICES)
"""The types of which AWS SAM makes a role."""
OF_THE_ROLE = frozenset({"AssumeRolePolicyDocument", "PermissionsBoundary", "Policies", "RolePath"})
"""Their properties that say what this role has."""
READ_OF_SAM = frozenset(
    OF_THE_ROLE
    | {"Architectures", "AutoPublishAlias", "CodeUri", "Definition", "DefinitionSubstitutions"}
    | {"AutoPublishAliasAllProperties", "AutoPublishCodeSha256", "CodeSigningConfigArn"}
    | {"FileSystemConfigs", "KmsKeyArn", "PropagateTags", "ProvisionedConcurrencyConfig"}
    | {"RecursiveLoop", "ReservedConcurrentExecutions", "RuntimeManagementConfig", "SnapStart"}
    | {"SourceKMSKeyArn", "VersionDescription"}
    | {"DefinitionUri", "Description", "Environment", "EphemeralStorage", "FunctionName", "Handler"}
    | {"ImageConfig", "ImageUri", "InlineCode", "Layers", "Logging", "LoggingConfig", "MemorySize"}
    | {"Name", "PackageType", "Runtime", "Tags", "Timeout", "Tracing", "Type", "VpcConfig"}
)
"""The properties of functions and state machines that are read, or that give no access."""


URL_CONFIG = "FunctionUrlConfig"


def is_url_read(config: Any) -> bool:
    """Return whether it is known who can call the URL that AWS SAM makes of a configuration."""
    return isinstance(config, Mapping) and "AuthType" in config


def policy_templates() -> Mapping[str, Any]:
    """Return AWS SAM's policy templates by name, each with its parameters and statements."""
    templates: Mapping[str, Any] = table("sam_policy_templates")["templates"]
    return templates


def with_sam_roles(document: Document) -> Document:
    """Return a template with what AWS SAM makes that gives access: roles, permissions, policies.

    Resources have what Globals gives them; functions and state machines name their roles.
    """
    resources = section(document.data, "Resources")
    if not any(
        _is_of_sam(row) or CONNECTORS in row
        for row in resources.values()
        if isinstance(row, Mapping)
    ):
        return document
    conditions: dict[str, Any] = {}
    implicit = _implicit_apis(document.data, conditions)
    found = _with_triggers(resources)
    found |= {key: row for key, row in implicit.items() if key not in resources}
    made: dict[str, Any] = {}
    under: dict[str, list[Any]] = {}
    for name, row in found.items():
        if not _is_of_sam(row):
            continue
        properties, own = with_own_destinations(str(name), with_globals(row, document.data))
        made |= {key: {**each, **condition_of(row)} for key, each in own.items()}
        for key, each in _made_of(str(name), row, properties):
            made[key] = each
            under.setdefault(key, []).append(each.get("Condition"))
        if row["Type"] in _SERVICES and f"{name}Role" in made and f"{name}Role" not in resources:
            properties["Role"] = _given_or(properties, {"Fn::GetAtt": [f"{name}Role", "Arn"]})
        if properties:
            found[name] = {**row, "Properties": properties}
    if DEPLOYMENT_ROLE in made:  # one for all functions
        role = {key: item for key, item in made[DEPLOYMENT_ROLE].items() if key != "Condition"}
        made[DEPLOYMENT_ROLE] = {
            **role,
            **_under_any("ServerlessCodeDeploy", under[DEPLOYMENT_ROLE], conditions),
        }
    found = with_completed_bodies(with_event_policies(found))
    made |= sam_routes(found)
    made = {name: row for name, row in made.items() if name not in resources}
    rows = with_aliases(with_connectors({**found, **made}), found)
    data = {**without_globals(document.data), "Resources": rows}
    if conditions := {**_negations(made.values()), **conditions}:
        data["Conditions"] = {**conditions, **section(data, "Conditions")}
    return document if data == document.data else replace(document, data=data)


def _with_triggers(resources: Mapping[str, Any]) -> dict[str, Any]:
    """Return resources whose user pools name the functions that have them as events."""
    found = dict(resources)
    for name, row in resources.items():
        given = triggers(str(name), section(row, "Properties")) if _is_of_sam(row) else {}
        for pool, config in given.items():
            if isinstance(found.get(pool), Mapping):
                properties = section(found[pool], "Properties")
                config = {**section(properties, "LambdaConfig"), **config}
                found[pool] = {**found[pool], "Properties": {**properties, "LambdaConfig": config}}
    return found


def _is_of_sam(row: Any) -> bool:
    return isinstance(row, Mapping) and str(row.get("Type")).startswith("AWS::Serverless::")


def _implicit_apis(template: Mapping[str, Any], conditions: dict[str, Any]) -> dict[str, Any]:
    """Return the APIs that events have without naming one; their conditions are added."""
    rows = [
        (row.get("Condition"), with_globals(row, template))
        for row in section(template, "Resources").values()
        if isinstance(row, Mapping) and row.get("Type") in WITH_ROLES
    ]
    return {
        name: {**row, **_under_any(name, under, conditions)}
        for name, row, under in implicit_apis(rows)
    }


def _made_of(
    name: str, row: Mapping[str, Any], properties: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the logical ID of each resource that AWS SAM makes of another, and the resource."""
    if str(row["Type"]) in _SERVICES:
        role = _role(row, properties)
        yield from [] if role is None else [(f"{name}Role", role)]
        yield from _url(name, row, properties)
        yield from event_roles(name, row, properties)
        yield from event_resources(name, row, properties)
    yield from authorizer_permissions(name, row, properties)
    yield from service_roles(name, row, properties)


def _under_any(name: str, under: list[Any], conditions: dict[str, Any]) -> dict[str, Any]:
    """Return the condition of what several resources share, which is added if it is new."""
    names = sorted({each for each in under if isinstance(each, str)})
    if len(names) < len({*map(str, under)}):
        return {}
    if len(names) > 1:
        conditions[f"{name}Condition"] = {"Fn::Or": [{"Condition": each} for each in names]}
    return {"Condition": names[0] if len(names) == 1 else f"{name}Condition"}


def _url(
    name: str, row: Mapping[str, Any], properties: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the URL of a function, and the permissions by which everyone can call it.

    AWS SAM adds none where a parameter or a condition says that AuthType is NONE.

    Source: https://github.com/aws/serverless-application-model/pull/3826 (read 2026-11-27) and
    samtranslator/model/sam_resources.py (1.115.0, read 2026-11-28).
    """
    config = section(properties, URL_CONFIG)
    if not is_url_read(config):
        return
    function, under = called_function(name, properties), condition_of(row)
    kind = config["AuthType"]
    url = {"TargetFunctionArn": function, "AuthType": kind}
    yield f"{name}Url", {"Type": URL, "Properties": url, **under}
    if kind == "NONE":
        of_url = {"FunctionUrlAuthType": kind}
        open_to_all = permission(function, "*", of_url, "lambda:InvokeFunctionUrl")
        yield f"{name}UrlPublicPermissions", {**open_to_all, **under}
        by_url = permission(function, "*", {"InvokedViaFunctionUrl": True})
        yield f"{name}URLInvokeAllowPublicAccess", {**by_url, **under}


def _role(row: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any] | None:
    kind = str(row["Type"])
    under = _made_under(row, properties)
    if under is None:
        return None
    given = [each for item in items_of(properties.get("Policies")) for each in _policies(item)]
    arns: list[Any] = [*map(aws_policy, dict.fromkeys(added_policies(kind, properties)))]
    arns += [each for each in given if not _is_document(each)]
    documents = [each for each in given if _is_document(each)]
    more = [*added_statements(kind, properties), *unread_additions(kind, properties)]
    documents += [{"Version": "2012-10-17", "Statement": more}] if more else []
    trust = properties.get("AssumeRolePolicyDocument")
    made: dict[str, Any] = {
        "AssumeRolePolicyDocument": trust or trust_of(_SERVICES[kind]),
        "ManagedPolicyArns": arns,
        "Policies": [
            {"PolicyName": f"Policy{index}", "PolicyDocument": each}
            for index, each in enumerate(documents)
        ],
    }
    if "PermissionsBoundary" in properties:
        made["PermissionsBoundary"] = properties["PermissionsBoundary"]
    if properties.get("RolePath"):
        made["Path"] = properties["RolePath"]
    if properties.get("Tags"):
        made["Tags"] = tags_of(properties)
    return {"Type": "AWS::IAM::Role", "Properties": made, **under}


def _made_under(row: Mapping[str, Any], properties: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the condition under which a role is made, if any; None where none is.

    AWS SAM makes one for a branch of a function's Role that is AWS::NoValue, whether or not the
    function exists.

    Source: samtranslator/model/sam_resources.py of
    https://github.com/aws/serverless-application-model (1.115.0, read 2026-11-28).
    """
    if not properties.get("Role"):
        return condition_of(row)
    given = properties["Role"]
    choice = given.get(CHOICE) if isinstance(given, Mapping) else None
    if not isinstance(choice, list) or len(choice) != 3 or row["Type"] != FUNCTION:
        return None
    condition, when_true, when_false = choice
    if not isinstance(condition, str) or ABSENT not in (when_true, when_false):
        return None
    if when_true == when_false:
        return {}
    return {"Condition": condition if when_true == ABSENT else f"{_NOT}{condition}"}


def _given_or(properties: Mapping[str, Any], made: Any) -> Any:
    """Return the role that a resource is given, the one that is made where it is given none."""
    if not properties.get("Role"):
        return made
    condition, *branches = properties["Role"][CHOICE]
    return {CHOICE: [condition, *(made if each == ABSENT else each for each in branches)]}


def _negations(roles: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the conditions that AWS SAM adds for roles that are made where others are false."""
    names = {str(role["Condition"]) for role in roles if "Condition" in role}
    opposites = {name: name.removeprefix(_NOT) for name in sorted(names) if name.startswith(_NOT)}
    return {name: {"Fn::Not": [{"Condition": of}]} for name, of in opposites.items()}


def _policies(item: Any) -> Iterator[Any]:
    """Yield what one of Policies is: a name or ARN, a document, a template, or a function."""
    if item is None:
        return
    if isinstance(item, str):
        path = managed_policy_paths().get(item)
        yield item if path is None else aws_policy(f"{path.strip('/')}/{item}".lstrip("/"))
    elif not isinstance(item, Mapping):
        yield item
    elif _is_document(item):
        yield {"Version": "2012-10-17", **item}
    elif CHOICE in item:
        yield from _policies_of_choice(item[CHOICE])
    elif not is_call(item) or next(iter(item)) in policy_templates():
        for name, given in item.items():
            yield _of_template(str(name), given)
    else:
        yield item


def _is_document(policy: Any) -> bool:
    return isinstance(policy, Mapping) and "Statement" in policy


def _policies_of_choice(argument: Any) -> Iterator[Any]:
    """Yield the policies of both branches, each under the condition."""
    if not isinstance(argument, list) or len(argument) != 3:
        yield {CHOICE: argument}
        return
    condition, *branches = argument
    for index, branch in enumerate(branches):
        for each in _policies(branch) if branch != ABSENT else ():
            if _is_document(each):
                rows = [_under(condition, index, row) for row in items_of(each["Statement"])]
                yield {**each, "Statement": rows}
            else:
                yield _under(condition, index, each)


def _under(condition: Any, index: int, value: Any) -> dict[str, Any]:
    """Return a value that is there in one branch of a condition alone."""
    return {CHOICE: [condition, *((value, ABSENT) if index == 0 else (ABSENT, value))]}


def _of_template(name: str, given: Any) -> dict[str, Any]:
    template = policy_templates().get(name)
    if template is None:
        statement = not_read(f"the policy template {name}", given)
        return {"Version": "2012-10-17", "Statement": [statement]}
    values = given if isinstance(given, Mapping) else {}
    return {"Version": "2012-10-17", "Statement": filled(template["statements"], values)}
