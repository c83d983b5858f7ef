"""An explanation as plain data, for JSON."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.report.explain.model import (
    ConditionShown,
    Explanation,
    OmittedStatementShown,
    PolicyShown,
    RoleShown,
    StatementShown,
    TrustShown,
    title_of,
)


def document(explanation: Explanation) -> dict[str, Any]:
    """Return the explanation as a JSON document."""
    return {
        "template": explanation.source,
        "description": explanation.description,
        "architecture": explanation.architecture,
        "account": explanation.account,
        "region": explanation.region,
        "partition": explanation.partition,
        "authorizationData": explanation.data_version,
        "roles": [_role(role) for role in explanation.roles],
        "principals": [
            {
                "name": each.name,
                "kind": each.kind,
                "boundary": _policy(each.boundary) if each.boundary else None,
                "policies": [_policy(policy) for policy in each.policies],
                "leftOut": [_omitted(row) for row in each.omitted],
            }
            for each in explanation.principals
        ],
        "resourcePolicies": [
            {
                "type": each.resource_type,
                "limits": each.limits,
                "principals": [list(names) for names in each.principals],
                "policy": _policy(each.policy),
            }
            for each in explanation.resource_policies
        ],
        "handovers": [
            {"name": each.name, "type": each.resource_type, "roles": dict(each.roles)}
            for each in explanation.handovers
        ],
        "unread": list(explanation.unread),
        "assumed": explanation.assumed,
    }


def _role(role: RoleShown) -> dict[str, Any]:
    return {
        "logicalId": role.logical_id,
        "name": role.name,
        "description": role.description,
        "where": role.where,
        "trust": [_trust(each) for each in role.trust],
        "boundary": _policy(role.boundary) if role.boundary else None,
        "access": [
            {
                "service": row.service,
                "serviceName": title_of(row.service),
                "accessLevel": row.level,
                "effect": row.statement.effect,
                "actions": list(row.actions),
                "resources": list(row.statement.resources),
                "notResource": row.statement.not_resource,
                "conditions": _conditions(row.statement.conditions),
                "reason": row.statement.reason,
                "policy": row.policy.name,
                "sid": row.statement.sid,
            }
            for row in role.access
        ],
        "policies": [_policy(policy) for policy in role.policies],
        "leftOut": [_omitted(each) for each in role.omitted],
        "unknown": list(role.unknown),
    }


def _omitted(omitted: OmittedStatementShown) -> dict[str, Any]:
    return {
        "sid": omitted.sid,
        "effect": omitted.effect,
        "actions": list(omitted.actions),
        "resources": list(omitted.resources),
        "where": omitted.place,
        "when": omitted.where.removeprefix("where "),
    }


def _policy(policy: PolicyShown) -> dict[str, Any]:
    return {
        "name": policy.name,
        "kind": policy.kind,
        "logicalId": policy.logical_id or None,
        "where": policy.where,
        "statements": [_statement(each) for each in policy.statements],
        "unknown": list(policy.unknown),
    }


def _statement(statement: StatementShown) -> dict[str, Any]:
    return {
        "sid": statement.sid,
        "effect": statement.effect,
        "where": statement.where,
        "reason": statement.reason,
        "notAction" if statement.not_action else "action": list(statement.patterns),
        "actions": [
            {
                "name": f"{each.service}:{each.name}",
                "accessLevel": each.level,
                "description": each.description,
                "documentation": each.page,
            }
            for each in statement.actions
        ],
        "needed": [
            {
                "action": each.action,
                "example": each.example or None,
                "reason": each.reason or None,
                "dead": each.redundant,
            }
            for each in statement.needs
        ],
        "unmatchedActions": list(statement.unmatched),
        "notResource" if statement.not_resource else "resource": list(statement.resources),
        "conditions": _conditions(statement.conditions),
        "unknown": list(statement.unknown),
    }


def _trust(trust: TrustShown) -> dict[str, Any]:
    return {
        "effect": trust.effect,
        "principals": list(trust.principals),
        "actions": list(trust.actions),
        "conditions": _conditions(trust.conditions),
        "where": trust.where,
        "unknown": list(trust.unknown),
    }


def _conditions(conditions: tuple[ConditionShown, ...]) -> list[dict[str, Any]]:
    return [
        {"operator": each.operator, "key": each.key, "values": list(each.values)}
        for each in conditions
    ]
