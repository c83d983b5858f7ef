"""Claims that the roles of a template keep today, found from the roles and then proven.

Resources are written with the parameters that they come from. What is not proven is not claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameter_uses import declared, lookups
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.referenced_names import referred_to
from influmojo_cfn.cloudformation.roles import TemplateRole, roles_of
from influmojo_cfn.cloudformation.sections import with_parts
from influmojo_cfn.errors import Error, TemplateError
from influmojo_cfn.iam.document import Statement
from influmojo_cfn.iam.service_authorization import service_name
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.prove import Prover

_PARTITION = "AWS::Partition"


@dataclass(frozen=True, kw_only=True)
class HeldClaims:
    """Claims that hold, each as a claims file has it, and the parameters that are left open.

    ``not_proven`` are sentences that were tried, and are not known to hold.
    """

    claims: tuple[Mapping[str, Any], ...]
    for_every: tuple[str, ...]
    not_proven: tuple[str, ...]


def held_claims(document: Document, environment: Environment) -> HeldClaims:
    """Return claims that the roles of a template keep.

    Raises:
        TemplateError: the template cannot be read, or has no roles.
    """
    tried = tuple(_candidates(processed(document, environment), environment))
    if _PARTITION in repr(document.data):
        # Put in last: by its ARN with it, no AWS managed policy would be found.
        begin = f"arn:{environment.known_partition}:"
        tried = tuple(_with(each, begin, f"arn:${{{_PARTITION}}}:") for each in tried)
    if not tried:
        raise TemplateError(
            f"{document.source}: has no roles, so nothing can be claimed; "
            "give a template with roles"
        )
    names = _named(tried, document, environment)
    found = _proven(document, environment, tried, names)
    if names and len(found.claims) < len(tried):
        at_defaults = _proven(document, environment, tried, ())
        found = max(found, at_defaults, key=lambda each: len(each.claims))
    return found


def _with(value: Any, begin: str, written: str) -> Any:
    """Return a claim in which ARNs begin as they are written."""
    if isinstance(value, str):
        return written + value.removeprefix(begin) if value.startswith(begin) else value
    return with_parts(value, lambda each: _with(each, begin, written))


def _proven(
    document: Document,
    environment: Environment,
    tried: tuple[Mapping[str, Any], ...],
    names: tuple[str, ...],
) -> HeldClaims:
    """Return those of some claims that are proven with parameters left open."""
    data = {"for-every": list(names), "claims": list(tried)}
    try:
        report = Prover(document, parse_claims(Document(data)), environment=environment).prove()
    except TemplateError:
        if not names:
            raise
        return HeldClaims(claims=(), for_every=names, not_proven=())
    fails = {each.claim.path for each in report.findings if each.verdict != "proven"}
    rows = [(("claims", number) in fails, claim) for number, claim in enumerate(tried)]
    return HeldClaims(
        claims=tuple(claim for failed, claim in rows if not failed),
        for_every=names,
        not_proven=tuple(claim["claim"] for failed, claim in rows if failed),
    )


def _named(
    claims: Iterable[Mapping[str, Any]], document: Document, environment: Environment
) -> tuple[str, ...]:
    """Return the parameters that claims name and no value is given for."""
    text = repr(list(claims))
    names = (name for name in declared(document.data) if f"${{{name}}}" in text)
    return tuple(name for name in names if name not in environment.parameters)


def _candidates(document: Document, environment: Environment) -> Iterator[Mapping[str, Any]]:
    roles = _written_roles(document, environment)
    for role in roles.values():
        yield from _trust(role)
    yield from _changes_no_role(roles)
    for role in roles.values():
        yield from _calls_nothing_else(role)
        yield from _reaches_nothing_else(role)


def _written_roles(document: Document, environment: Environment) -> dict[str, TemplateRole]:
    """Return the roles with ``${Parameter}`` in the place of values, where that can be."""
    compared = referred_to([document.data.get("Conditions"), lookups(document.data)])
    texts = {
        name: f"${{{name}}}"
        for name, row in declared(document.data).items()
        if row.get("Type") == "String" and not ("AllowedValues" in row and name in compared)
    }
    written = replace(
        environment,
        parameters={**texts, **environment.parameters},
        unconstrained=frozenset(texts) - frozenset(environment.parameters),
        account="${AWS::AccountId}",
        region="${AWS::Region}",
    )
    try:
        return roles_of(document, written)
    except Error:  # A condition or a mapping needs the value itself.
        return roles_of(document, environment)


def _trust(role: TemplateRole) -> Iterator[Mapping[str, Any]]:
    """Claim that no one else assumes the role: with its conditions, where it has one statement."""
    allows = [each for each in role.trust.statements if each.effect == "Allow"]
    if not allows or any(each.not_principal or each.not_action for each in allows):
        return
    principals: dict[str, list[str]] = {}
    for statement in allows:
        for kind, texts in (statement.principals or {}).items():
            principals.setdefault(kind, []).extend(map(str, texts))
    if "*" in principals:
        return
    named = ", ".join(dict.fromkeys(text for texts in principals.values() for text in texts))
    only: dict[str, Any] = {
        "principals": {k: _alone_or_list(texts) for k, texts in principals.items()}
    }
    if len(allows) == 1:
        only["actions"] = _alone_or_list(allows[0].actions)
        only |= {"conditions": _conditions(allows[0])} if allows[0].conditions else {}
    claim = f"Only {named} can assume {role.logical_id}"
    yield {"claim": claim, "role": role.logical_id, "only-trusted-by": only}


def _changes_no_role(roles: Mapping[str, TemplateRole]) -> Iterator[Mapping[str, Any]]:
    names = [
        role.logical_id
        for role in roles.values()
        if not any(_service(text) in ("iam", "sts", "*") for text in _actions(_allows(role)))
    ]
    if names:
        who = names[0] if len(names) == 1 else "These roles"
        title = f"{who} cannot pass, change or assume a role"
        yield {"claim": title, "roles": names, "never": {"actions": ["iam:*", "sts:*"]}}


def _calls_nothing_else(role: TemplateRole) -> Iterator[Mapping[str, Any]]:
    actions = list(_actions(_allows(role)))
    if actions and _is_listed(role) and not {"*", "*:*"} & set(actions):
        claim = f"{role.logical_id} can call nothing but these actions"
        yield {"claim": claim, "role": role.logical_id, "never": {"not-actions": actions}}


def _reaches_nothing_else(role: TemplateRole) -> Iterator[Mapping[str, Any]]:
    """Claim for each service that its actions reach the named resources alone."""
    if not _is_listed(role):
        return
    by_action: dict[str, list[str]] = {}
    for statement in _allows(role):
        for action in map(str, statement.actions):
            by_action.setdefault(action, []).extend(map(str, statement.resources))
    for prefix in dict.fromkeys(map(_service, by_action)):
        own = {action: texts for action, texts in by_action.items() if _service(action) == prefix}
        bound = {action: texts for action, texts in own.items() if "*" not in texts}
        if prefix == "*" or not bound:
            continue
        resources = list(dict.fromkeys(text for texts in bound.values() for text in texts))
        whole = len(bound) == len(own)
        never = {
            "actions": f"{prefix}:*" if whole else _alone_or_list(bound),
            "not-resources": resources,
        }
        what = service_name(prefix) if whole else f"{service_name(prefix)}, by these actions"
        claim = f"{role.logical_id} can reach no other resources in {what}"
        yield {"claim": claim, "role": role.logical_id, "never": never}


def _allows(role: TemplateRole) -> list[Statement]:
    rows = (each for policy in role.policies for each in policy.statements)
    return [each for each in rows if each.effect == "Allow"]


def _is_listed(role: TemplateRole) -> bool:
    """Return whether all that a role is allowed is written out, and known."""
    if role.unread or any(policy.unknown for policy in role.policies):
        return False
    return all(
        not (each.not_action or each.not_resource or each.unknown)
        and all(isinstance(text, str) for text in (*each.actions, *each.resources))
        for each in _allows(role)
    )


def _actions(statements: Iterable[Statement]) -> dict[str, None]:
    return dict.fromkeys(str(text) for each in statements for text in each.actions)


def _service(action: str) -> str:
    return action.partition(":")[0]


def _conditions(statement: Statement) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in statement.conditions:
        found.setdefault(each.operator, {})[each.key] = _alone_or_list(each.values)
    return found


def _alone_or_list(texts: Iterable[object]) -> str | list[str]:
    """Return a string alone, or several as a list."""
    found = list(dict.fromkeys(map(str, texts)))
    return found[0] if len(found) == 1 else found
