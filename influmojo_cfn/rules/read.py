"""Reads a template or a policy document into the model.

Tolerates everything: an element of a wrong shape is omitted here and reported by the rules on
shapes.
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
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.data.openapi_extensions import OPENAPI_BODIES
from influmojo_cfn.data.resource_policies import OPENAPI_POLICY, RESOURCE_POLICIES
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.branches import ALWAYS, Branch
from influmojo_cfn.iam.managed_policies import managed_policy_paths
from influmojo_cfn.iam.written import StatementReader, Value
from influmojo_cfn.rules.model import Entity, Model, PolicyStatement, TemplatePolicy, role_named
from influmojo_cfn.rules.placeholders import FilledResolver
from influmojo_cfn.task_definition.task_resources import TASK_SHAPES

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
        policy = _ResourceReader(model, logical_id, branch).read(kind)
        if policy and kind in ATTACHES:
            attached[logical_id] = policy
    _attach(model, attached)
    _find_boundaries(model)
    _find_uses(model)
    return model


def read_policy(document: Any) -> Model:
    """Read one bare policy document."""
    resolver = Resolver({})
    model = Model({}, resolver, [], {})
    kind = "bare"
    listed = items_of(document.get("Statement") if isinstance(document, Mapping) else None)
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
    actions = items_of(statement.get("Action"))
    return any(isinstance(item, str) and item.lower().startswith("sts:") for item in actions)


class _ResourceReader:
    """Reads the policies of one resource, and who has them, into the model."""

    def __init__(self, model: Model, logical_id: str, branch: Branch) -> None:
        self.model = model
        self.resolver = model.resolver
        self.logical_id = logical_id
        self.branch = branch
        self.properties = model.resolver.properties(logical_id)
        self.path: Path = ("Resources", logical_id, "Properties")

    def read(self, kind: str) -> TemplatePolicy | None:
        """Read a resource of a type; return its policy where the resource is one."""
        if kind in _HOLDERS:
            self.entity(_HOLDERS[kind])
        elif kind in _SERVERLESS:
            self.serverless()
        elif kind == "AWS::SSO::PermissionSet":
            return self.policy("inline", document_key="InlinePolicy")
        elif kind in RESOURCE_POLICIES:
            self.resource_policy(kind)
        elif kind == MANAGED_POLICY:
            return self.policy("managed", name_key="ManagedPolicyName")
        elif kind in ATTACHES:
            return self.policy("inline", name_key="PolicyName")
        return None

    def entity(self, kind: str) -> None:
        """Read a role, user or group."""
        entity = self.holder(kind, is_trusted=kind == "Role")
        if "ManagedPolicyArns" in self.properties:
            place, given = (*self.path, "ManagedPolicyArns"), self.properties["ManagedPolicyArns"]
            entity.named_arns = self.resolver.values(given, place, self.branch)
            entity.managed_arns = list(entity.named_arns)

    def serverless(self) -> None:
        """Read what AWS SAM takes besides documents: names and ARNs of policies."""
        entity = self.holder("Role", is_trusted=True)
        written, place = self.properties.get("Policies", []), (*self.path, "Policies")
        for item, where, under in self.resolver.items(written, place, self.branch):
            if isinstance(item, str):
                arn = item if item.startswith("arn:") else _managed_arn(item)
                entity.managed_arns.append(Value(arn, where, under))
        entity.named_arns = list(entity.managed_arns)

    def holder(self, kind: str, *, is_trusted: bool) -> Entity:
        """Read who has policies, the trust policy, and the Policies.

        Those of AWS SAM are documents themselves.
        """
        entity = Entity(
            kind, self.logical_id, self.path[:2], self.properties, self.resolver, self.branch
        )
        self.model.entities[self.logical_id] = entity
        if is_trusted:
            entity.trust = self.policy("trust", document_key="AssumeRolePolicyDocument")
        policies = self.properties.get("Policies")
        if not isinstance(policies, (list, dict)):
            return entity
        for item, place, under in self.resolver.items(
            policies, (*self.path, "Policies"), self.branch
        ):
            if not isinstance(item, Mapping):
                continue
            if "Statement" in item:
                policy = self.document("inline", None, item, place, under)
            else:
                policy = self.named(item, place, under)
            if policy:
                entity.inline.append(policy)
        return entity

    def policy(
        self, kind: str, *, document_key: str = "PolicyDocument", name_key: str = ""
    ) -> TemplatePolicy | None:
        """Read the policy of a property, which another one may name."""
        if document_key not in self.properties:
            return None
        name = self.name(self.properties, name_key, self.path) if name_key else None
        place = (*self.path, document_key)
        return self.document(kind, name, self.properties[document_key], place, self.branch)

    def named(self, item: Mapping[str, Any], path: Path, branch: Branch) -> TemplatePolicy | None:
        """Read an item of Policies: a name and a document."""
        if "PolicyDocument" not in item:
            return None
        name, place = self.name(item, "PolicyName", path), (*path, "PolicyDocument")
        return self.document("inline", name, item["PolicyDocument"], place, branch)

    def name(self, holder: Mapping[str, Any], key: str, path: Path) -> Value | None:
        """Return the name of a policy, where it is given."""
        if key not in holder:
            return None
        given = holder[key]
        place = (*path, key, *text_within(given))
        return Value(self.resolver.text(given), place, literal=isinstance(given, str))

    def resource_policy(self, kind: str) -> None:
        """Read the policy that a resource has itself, or its statements where it has those alone.

        A REST API also has one in its OpenAPI document.
        """
        known = RESOURCE_POLICIES[kind]
        if not known.keys or not known.names_principals:
            return
        before = len(self.model.policies)
        self.at(known.keys, is_document=known.holds_document)
        if kind in OPENAPI_BODIES:
            self.at((OPENAPI_BODIES[kind], OPENAPI_POLICY), is_document=True)
        for policy in self.model.policies[before:]:
            policy.resource_type = kind

    def at(self, keys: tuple[str, ...], *, is_document: bool) -> None:
        """Read the policy, or the statements, at a path below Properties."""
        data: Any = self.properties
        for key in keys:
            if not isinstance(data, Mapping) or key not in data:
                return
            data = data[key]
        place = (*self.path, *keys)
        if is_document:
            self.document("resource", None, data, place, self.branch)
            return
        document = {"Version": "2012-10-17", "Statement": data}
        policy = TemplatePolicy(
            "resource", None, self.logical_id, document, place, self.resolver, self.branch
        )
        policy.statements = list(_reader(policy).statements(data, place, self.branch))
        self.model.policies.append(policy)

    def document(
        self, kind: str, name: Value | None, data: Any, path: Path, branch: Branch
    ) -> TemplatePolicy | None:
        """Read a document in each branch of it; return the first."""
        first = None
        if _is_file(data):
            return None
        for document, place, under in self.resolver.branches(data, path, branch):
            document = _from_text(self.resolver, document)
            policy = TemplatePolicy(
                kind, name, self.logical_id, document, place, self.resolver, under
            )
            policy.statements = list(_reader(policy).read(document, place, under))
            self.model.policies.append(policy)
            first = first or policy
        return first


def _managed_arn(name: str) -> str:
    """Return the ARN of the AWS managed policy of a name; SAM takes the name alone."""
    return f"arn:{t.PARTITION}:iam::aws:policy{managed_policy_paths().get(name, '/')}{name}"


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
    for shape in TASK_SHAPES:
        uses = {(*shape.at, "ExecutionRoleArn"): "execution", (*shape.at, shape.task_role): "task"}
        for properties in model.resources(shape.resource_type):
            for keys, use in uses.items():
                for each in properties.below(*keys):
                    if role := role_named(model, each.data):
                        role.uses.add(use)


def _reader(policy: TemplatePolicy) -> StatementReader[PolicyStatement]:
    return StatementReader(policy.resolver, partial(PolicyStatement, policy=policy))
