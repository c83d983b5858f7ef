"""Reads a template or a policy document into the model.

Tolerant of anything that is not as it should be: an element of a wrong shape is omitted here and
reported by the rules on shapes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from influmojo_cfn.cloudformation.attachments import (
    ATTACHES,
    GROUP,
    MANAGED_POLICY,
    ROLE,
    USER,
    attachments,
)
from influmojo_cfn.cloudformation.intrinsics import is_call
from influmojo_cfn.cloudformation.places import text_within
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.data.resource_policies import OPENAPI_POLICY, RESOURCE_POLICIES
from influmojo_cfn.data.trusted_services import OPENAPI_BODIES
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.branches import ALWAYS, Branch
from influmojo_cfn.iam.managed_policies import managed_policy_paths
from influmojo_cfn.iam.written import StatementReader, Value
from influmojo_cfn.rules.model import Entity, Model, PolicyStatement, TemplatePolicy, role_named
from influmojo_cfn.rules.placeholders import FilledResolver

MOST_TEXT = 100_000
"""Characters of a document that is given as a string; none can be that long in IAM."""

_HOLDERS = {ROLE: "Role", USER: "User", GROUP: "Group"}
_SERVERLESS = frozenset({"AWS::Serverless::Function", "AWS::Serverless::StateMachine"})
"""Types of AWS SAM whose role has the policy documents among their Policies."""


def read_template(template: Any) -> Model:
    """Find every policy, role, user and group of a template dict."""
    template = template if isinstance(template, Mapping) else {}
    resolver = FilledResolver(template)
    model = Model(template, resolver, [], {})
    attached: dict[str, TemplatePolicy] = {}
    for logical_id, resource in resolver.section("Resources").items():
        kind = resource.get("Type") if isinstance(resource, Mapping) else None
        if not isinstance(kind, str) or not isinstance(logical_id, str):
            continue
        condition = resource.get("Condition")
        branch = resolver.under(condition) if isinstance(condition, str) else ALWAYS
        properties = resolver.properties(logical_id)
        path: Path = ("Resources", logical_id, "Properties")
        if kind in _HOLDERS:
            _read_entity(model, _HOLDERS[kind], logical_id, properties, path, branch)
        elif kind in _SERVERLESS:
            entity = Entity("Role", logical_id, path[:2], properties, resolver, branch)
            model.entities[logical_id] = entity
            _read_inline(model, entity, path)
            _read_serverless(model, entity, path)
        elif kind == "AWS::SSO::PermissionSet":
            _read_policy(
                model, "inline", logical_id, properties, path, branch, document_key="InlinePolicy"
            )
        elif kind in RESOURCE_POLICIES:
            _read_resource_policy(model, kind, logical_id, properties, path, branch)
        elif kind in ATTACHES:
            site = "managed" if kind == MANAGED_POLICY else "inline"
            name_key = "ManagedPolicyName" if site == "managed" else "PolicyName"
            policy = _read_policy(
                model, site, logical_id, properties, path, branch, name_key=name_key
            )
            if policy:
                attached[logical_id] = policy
    _attach(model, attached)
    _find_boundaries(model)
    _find_uses(model)
    return model


def read_policy(document: Any) -> Model:
    """Read one bare policy document."""
    resolver = Resolver({})
    model = Model({}, resolver, [], {}, is_template=False)
    kind = "bare"
    statements = document.get("Statement") if isinstance(document, Mapping) else None
    listed = statements if isinstance(statements, list) else [statements]
    if any(isinstance(item, Mapping) and _has_principal(item) for item in listed):
        kind = "resource"
    if any(isinstance(item, Mapping) and _is_trust(item) for item in listed):
        kind = "trust"
    policy = TemplatePolicy(kind, None, "", document, (), resolver, in_template=False)
    policy.statements = list(_reader(policy).read(document, ()))
    model.policies.append(policy)
    return model


def _has_principal(statement: Mapping[str, Any]) -> bool:
    return "Principal" in statement or "NotPrincipal" in statement


def _is_trust(statement: Mapping[str, Any]) -> bool:
    if not _has_principal(statement):
        return False
    action = statement.get("Action")
    listed = action if isinstance(action, list) else [action]
    return any(isinstance(item, str) and item.lower().startswith("sts:") for item in listed)


def _read_entity(
    model: Model,
    kind: str,
    logical_id: str,
    properties: Mapping[str, Any],
    path: Path,
    branch: Branch,
) -> None:
    entity = Entity(kind, logical_id, path[:2], properties, model.resolver, branch)
    model.entities[logical_id] = entity
    if kind == "Role" and "AssumeRolePolicyDocument" in properties:
        entity.trust = _read_policy(
            model,
            "trust",
            logical_id,
            properties,
            path,
            branch,
            document_key="AssumeRolePolicyDocument",
            name_key="",
        )
    _read_inline(model, entity, path)
    if "ManagedPolicyArns" in properties:
        place = (*path, "ManagedPolicyArns")
        entity.named_arns = model.resolver.values(properties["ManagedPolicyArns"], place, branch)
        entity.managed_arns = list(entity.named_arns)


def _read_inline(model: Model, entity: Entity, path: Path) -> None:
    """Read the Policies of a role, user or group; those of AWS SAM are documents themselves."""
    policies = entity.properties.get("Policies")
    if not isinstance(policies, (list, dict)):
        return
    for item, place, under in model.resolver.items(policies, (*path, "Policies"), entity.branch):
        if not isinstance(item, Mapping):
            continue
        if "Statement" in item:
            policy = _read_document(model, "inline", None, entity.logical_id, item, place, under)
        else:
            policy = _read_policy(model, "inline", entity.logical_id, item, place, under)
        if policy:
            entity.inline.append(policy)


def _read_serverless(model: Model, entity: Entity, path: Path) -> None:
    """Read what AWS SAM takes besides documents: names and ARNs of policies, the trust policy."""
    properties, trust = entity.properties, "AssumeRolePolicyDocument"
    if trust in properties:
        entity.trust = _read_policy(
            model,
            "trust",
            entity.logical_id,
            properties,
            path,
            entity.branch,
            document_key=trust,
            name_key="",
        )
    written = properties.get("Policies", [])
    for item, place, under in model.resolver.items(written, (*path, "Policies"), entity.branch):
        if isinstance(item, str):
            arn = item if item.startswith("arn:") else _managed_arn(item)
            entity.managed_arns.append(Value(arn, place, under))
    entity.named_arns = list(entity.managed_arns)


def _managed_arn(name: str) -> str:
    """Return the ARN of the AWS managed policy of a name; SAM takes the name alone."""
    return f"arn:{t.PARTITION}:iam::aws:policy{managed_policy_paths().get(name, '/')}{name}"


def _read_policy(
    model: Model,
    kind: str,
    logical_id: str,
    properties: Mapping[str, Any],
    path: Path,
    branch: Branch,
    *,
    document_key: str = "PolicyDocument",
    name_key: str = "PolicyName",
) -> TemplatePolicy | None:
    if document_key not in properties:
        return None
    name = None
    if name_key in properties:
        given = properties[name_key]
        place = (*path, name_key, *text_within(given))
        name = Value(model.resolver.text(given), place, literal=isinstance(given, str))
    place = (*path, document_key)
    return _read_document(model, kind, name, logical_id, properties[document_key], place, branch)


def _read_resource_policy(
    model: Model,
    kind: str,
    logical_id: str,
    properties: Mapping[str, Any],
    path: Path,
    branch: Branch,
) -> None:
    """Read the policy that a resource has itself, or its statements where it has those alone.

    A REST API also has one in its OpenAPI document.
    """
    known = RESOURCE_POLICIES[kind]
    if not known.keys or not known.names_principals:
        return
    before = len(model.policies)
    places = [(known.keys, known.holds_document)]
    if kind in OPENAPI_BODIES:
        places.append(((OPENAPI_BODIES[kind], OPENAPI_POLICY), True))
    for keys, is_document in places:
        _read_policy_at(model, keys, logical_id, properties, path, branch, is_document)
    for policy in model.policies[before:]:
        policy.resource_type = kind


def _read_policy_at(
    model: Model,
    keys: tuple[str, ...],
    logical_id: str,
    properties: Mapping[str, Any],
    path: Path,
    branch: Branch,
    is_document: bool,
) -> None:
    data: Any = properties
    for key in keys:
        if not isinstance(data, Mapping) or key not in data:
            return
        data = data[key]
    place = (*path, *keys)
    if not is_document:
        document = {"Version": "2012-10-17", "Statement": data}
        policy = TemplatePolicy(
            "resource", None, logical_id, document, place, model.resolver, branch
        )
        policy.statements = list(_reader(policy).statements(data, place, branch))
        model.policies.append(policy)
    else:
        _read_document(model, "resource", None, logical_id, data, place, branch)


def _read_document(
    model: Model,
    kind: str,
    name: Value | None,
    logical_id: str,
    data: Any,
    path: Path,
    branch: Branch,
) -> TemplatePolicy | None:
    first = None
    if _is_file(data):
        return None
    for document, place, under in model.resolver.branches(data, path, branch):
        document = _from_text(model.resolver, document)
        policy = TemplatePolicy(kind, name, logical_id, document, place, model.resolver, under)
        policy.statements = list(_reader(policy).read(document, place, under))
        model.policies.append(policy)
        first = first or policy
    return first


def _is_file(data: Any) -> bool:
    """Return whether another tool puts a file in the place of a document: ``file: policy.yaml``."""
    if not isinstance(data, Mapping) or len(data) != 1:
        return False
    (value,) = data.values()
    return isinstance(value, str) and value.endswith((".json", ".yaml", ".yml"))


def _from_text(resolver: Resolver, document: Any) -> Any:
    """Return the document that a string of JSON holds, be it within Fn::Sub; else what is given."""
    if not isinstance(document, str) and not is_call(document):
        return document
    text = resolver.text(document)
    if not text.lstrip().startswith("{") or len(text) > MOST_TEXT:
        return document
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return document


def _attach(model: Model, policies: Mapping[str, TemplatePolicy]) -> None:
    for found in attachments(model.resolver) if policies else ():
        policy, holder = policies.get(found.policy), model.entities.get(found.principal)
        if policy and holder:
            target = holder.attached if policy.kind == "managed" else holder.inline
            target.append(policy)
    managed = {policy.logical_id: policy for policy in model.policies if policy.kind == "managed"}
    arns = {model.resolver.named(logical_id): policy for logical_id, policy in managed.items()}
    for entity in model.entities.values():
        foreign = []
        for value in entity.managed_arns:
            mine = arns.get(value.text)
            if mine is None:
                foreign.append(value)
            elif mine not in entity.attached:
                entity.attached.append(mine)
        entity.managed_arns = foreign


def _find_boundaries(model: Model) -> None:
    """Find the policies that are attached to nothing, and that someone has as a boundary."""
    attached = {id(policy) for entity in model.entities.values() for policy in entity.policies}
    named = {
        value.text
        for entity in model.entities.values()
        if "PermissionsBoundary" in entity.properties
        for value in model.resolver.values(entity.properties["PermissionsBoundary"], ())
    }
    for policy in model.policies if named else ():
        if policy.kind == "managed" and id(policy) not in attached:
            policy.is_boundary = model.resolver.named(policy.logical_id) in named


def _find_uses(model: Model) -> None:
    for _, properties in model.resources("AWS::ECS::TaskDefinition"):
        for key, use in (("ExecutionRoleArn", "execution"), ("TaskRoleArn", "task")):
            role = role_named(model, properties[key]) if key in properties else None
            if role:
                role.uses.add(use)


def _reader(policy: TemplatePolicy) -> StatementReader[PolicyStatement]:
    return StatementReader(policy.resolver, partial(PolicyStatement, policy=policy))
