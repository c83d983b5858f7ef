"""What is asked: a principal, an action, a resource and the request context.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-reqcontext.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from influmojo_cfn.arguments import Expected, is_value, mapping_of
from influmojo_cfn.errors import Error, Problem, did_you_mean
from influmojo_cfn.iam.arn import account_arn, arn_problem, parse_arn
from influmojo_cfn.iam.conditions import Context, Values
from influmojo_cfn.iam.patterns import has_wildcard, matcher
from influmojo_cfn.iam.principals import is_provider, principal_problem
from influmojo_cfn.iam.regions import region_problem, region_problem_of
from influmojo_cfn.iam.service_authorization import condition_key
from influmojo_cfn.iam.text import MADE_UP
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.iam.value_formats import KINDS, Kind, read_address, scalar_text

ContextValue = str | bool | int | float | Unknown | Collection[str | float]
CONTEXT = Expected(
    "a mapping of condition keys to their values",
    mapping_of(lambda given: isinstance(given, Unknown) or is_value(given)),
)

_ANY_SESSION = MADE_UP * 2
"""What stands for the name of a session that is not known."""


@dataclass(frozen=True)
class Caller:
    """Who asks: ``kind`` is a principal type of a policy (AWS, Service, Federated).

    ``identifier`` is an ARN, an account, a service's name or a provider. ``also`` holds the other
    identities of the same caller, such as the role of a session and its account. With ``any_path``
    that role can have a path: a session's ARN does not tell it, and an account has but one role of
    a name.
    """

    kind: str
    identifier: str
    also: tuple[str, ...] = ()
    any_path: bool = False

    @property
    def identities(self) -> tuple[str, ...]:
        """Every identifier that a policy can name this caller by."""
        return (self.identifier, *self.also)


class Request(NamedTuple):
    """One request; ``context`` has lower-case keys, as :func:`context_of` makes it."""

    action: str
    resource: str = "*"
    context: Context = MappingProxyType({})
    principal: Caller | None = None

    def __str__(self) -> str:
        on = "" if self.principal and self.resource == "*" else f" on {self.resource}"
        parts = [f"{self.action}{on}"]
        if self.principal is not None:
            parts.append(f"by {self.principal.kind} {self.principal.identifier}")
        carried = [
            f"{key_name(key)}={' and '.join(map(str, _listed(values)))}"
            for key, values in self.context.items()
        ]
        if carried:
            parts.append(f"with {', '.join(carried)}")
        return " ".join(parts)


def key_name(key: str) -> str:
    """Return a condition key as AWS's lists write it, where they have it."""
    from influmojo_cfn.iam import service_authorization

    known = service_authorization.condition_key(key)
    if known is None:
        return key
    fixed = known.name.partition("${")[0]
    return fixed + key[len(fixed) :]


def _listed(values: Values) -> Sequence[str | Unknown]:
    return (values,) if isinstance(values, Unknown) else values


def context_of(*parts: Mapping[str, ContextValue]) -> dict[str, Values]:
    """Make a request context; a later part overrides an earlier one.

    Keys are taken in any case. A key with an empty list of values is omitted, as one that the
    request does not carry.
    """
    context: dict[str, Values] = {}
    for part in parts:
        for key, value in part.items():
            values = _values(value)
            if values:
                context[key.lower()] = values
            else:
                context.pop(key.lower(), None)
    return context


def _values(value: ContextValue) -> Values:
    if isinstance(value, Unknown):
        return value
    if isinstance(value, (bool, int, float)):
        return (scalar_text(value),)
    if isinstance(value, str):
        return (value,)
    return tuple(each if isinstance(each, str) else scalar_text(each) for each in value)


def parse_context(entries: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Read ``KEY=VALUE`` strings; a key that comes several times has several values.

    Raises:
        Error: an entry has no ``=`` or no key; every such entry is listed.
    """
    context: dict[str, tuple[str, ...]] = {}
    problems: list[Problem] = []
    for entry in entries:
        key, equals, value = entry.partition("=")
        if not equals or not key.strip():
            problems.append(Problem("context", f"{entry!r} is not KEY=VALUE"))
        else:
            name = key.strip().lower()
            context[name] = (*context.get(name, ()), value)
    if problems:
        raise Error(problems)
    return context


@lru_cache(maxsize=1024)
def check_action(action: str) -> str:
    """Return an action that a request can have.

    Raises:
        Error: it is not ``service:Name``, or is a pattern.
    """
    service, colon, name = action.partition(":")
    if not (service and colon and name) or any(char in action for char in "*? "):
        message = f"{action!r} is not an action of a request; expected one such as s3:PutObject"
        raise Error(Problem("action", message))
    return action


@lru_cache(maxsize=4096)
def check_resource(resource: str, action: str = "") -> str:
    """Return a resource that a request of an action can have: an ARN, or ``*`` where there is none.

    Raises:
        Error: it is neither, AWS has no such partition, account or Region, the ARN is of no
            service, or the action takes none.
    """
    if resource == "*":
        return resource
    arn = parse_arn(resource)
    if arn is None:
        message = f"{resource!r} is not an ARN; expected one such as arn:aws:s3:::bucket/key, or *"
        raise Error(Problem("resource", message))
    if message := _problem_of_owner(resource.removesuffix(arn.resource), action):
        raise Error(Problem("resource", f"{resource}: {message}"))
    return resource


@lru_cache(maxsize=1024)
def _problem_of_owner(owner: str, action: str) -> str:
    """Return what is wrong before the resource part of an ARN, which many requests share."""
    arn = f"{owner}any"
    return arn_problem(arn) or region_problem_of(arn) or _not_taken(action, arn)


def _not_taken(action: str, resource: str) -> str:
    """Return that an action takes no ARN, or none of a service, where AWS lists its resources."""
    from influmojo_cfn.iam import service_authorization

    arn, known = parse_arn(resource), service_authorization.action(action) if action else None
    if arn is None or known is None:
        return ""
    if known.only_takes_star:
        return f"AWS evaluates {action} on no resource; ask about *"
    if service_authorization.service(arn.service) is not None:
        return ""
    types = service_authorization.action_resource_types(known)
    services = sorted({kind.arn.split(":")[2] for kind in types})
    if not services or arn.service in services or {*"*?$"} & {*arn.service, *"".join(services)}:
        return ""
    hint = did_you_mean(arn.service, services)
    return f"{action} is on resources of {', '.join(services)}, not of {arn.service!r}{hint}"


def check_context(context: Mapping[str, ContextValue]) -> None:
    """Check that no key of a context is misspelled, and that AWS can send its values.

    Raises:
        Error: a key is, a value is not of its key's type, or a Region doesn't exist; all are told.
    """
    from influmojo_cfn.iam.unlisted_keys import misspelled_key

    problems: list[Problem] = []
    for key, given in context.items():
        if message := misspelled_key(key):
            problems.append(Problem("context", message))
        for value in _listed(_values(given)):
            if isinstance(value, str) and (message := _value_problem(key, value)):
                problems.append(Problem(key, message))
    if problems:
        raise Error(problems)


def _value_problem(key: str, value: str) -> str:
    """Return why AWS sends no such value in a condition key, or an empty string."""
    if key.lower() == "aws:requestedregion":
        return region_problem(value)
    known = condition_key(key)
    if known is None:
        return ""
    if known.type == "ARN" and key.lower().startswith("aws:"):
        return arn_problem(value) if parse_arn(value) else f"{value!r} is not an ARN"
    if key.lower() in _OF_ACCOUNTS and not re.fullmatch(r"\d{12}", value, re.ASCII):
        return f"{value!r} is not an account ID of 12 digits"
    if known.type == "IPAddress":
        return f"{value!r} is not an address" if read_address(value) is None else ""
    kind = _KINDS.get(known.type)
    return f"{value!r} is not {kind.a}" if kind and kind.read(value) is None else ""


_OF_ACCOUNTS = frozenset({"aws:principalaccount", "aws:resourceaccount", "aws:sourceaccount"})
_KINDS: Mapping[str, Kind] = {name: kind for name, kind in KINDS.items() if not kind.has_shape}
"""What the values of condition keys look like, by the type of the key; others are any string."""


@lru_cache(maxsize=4096)
def unfamiliar(action: str) -> str:
    """Return that IAM's service authorization data has no such action, or nothing where it has."""
    from influmojo_cfn.iam import service_authorization

    if service_authorization.action(action):
        return ""
    prefix, _, name = action.partition(":")
    known = service_authorization.service(prefix)
    if known is None:
        hint = did_you_mean(prefix, service_authorization.service_prefixes())
        return f"IAM has no service {prefix!r}{hint}"
    hint = did_you_mean(name, [each.name for each in known.actions.values()])
    return f"IAM has no action {name!r} of {prefix}{hint}"


def parse_principal(text: str, partition: str = "aws") -> Caller:
    """Read ``KIND:ID``: ``Service:ecs-tasks.amazonaws.com``, ``AWS:ARN``, ``Federated:...``.

    A session of a role is also its role and its account, and a role asks by a session whose name is
    not known. A user is also its account, but an identity provider is not. An account can be given
    by its number alone, and is then one of ``partition``.

    Raises:
        Error: the kind is not one of these, there is no ID, or no service, account or partition
            has it.
    """
    kind, _, identifier = text.partition(":")
    kinds = {"service": "Service", "aws": "AWS", "federated": "Federated"}
    if kind.lower() not in kinds or not identifier:
        raise Error(Problem("principal", f"{text!r} is not Service:ID, AWS:ID or Federated:ID"))
    if message := _problem_of_principal(kind.lower(), identifier):
        raise Error(Problem("principal", f"{identifier!r} {message}"))
    if identifier.isdigit():
        identifier = account_arn(partition, identifier)
    also = _other_identities(identifier) if kind.lower() == "aws" else ()
    return Caller(kinds[kind.lower()], identifier, also, ":assumed-role/" in identifier)


def _problem_of_principal(kind: str, identifier: str) -> str:
    """Return why nobody is called so, or an empty string."""
    if kind == "service":
        from influmojo_cfn.iam.service_principals import service_principal_problem

        return service_principal_problem(identifier)
    if identifier.isdigit():
        return "" if len(identifier) == 12 else "is not an account ID of 12 digits"
    if message := arn_problem(identifier):
        return message
    if kind == "aws":
        return principal_problem(identifier)
    from influmojo_cfn.data.identity_provider_tokens import WITHOUT_ARN

    if identifier in WITHOUT_ARN or is_provider(identifier):
        return ""
    return f"is not the ARN of an identity provider{did_you_mean(identifier, WITHOUT_ARN)}"


def _other_identities(identifier: str) -> tuple[str, ...]:
    arn = parse_arn(identifier)
    if arn is None or arn.service not in ("iam", "sts") or not arn.account:
        return ()
    root = account_arn(arn.partition, arn.account)
    kind, _, rest = arn.resource.partition("/")
    if kind == "assumed-role":
        return (f"arn:{arn.partition}:iam::{arn.account}:role/{rest.partition('/')[0]}", root)
    if kind == "role":
        return (any_session_of(identifier), root)
    return () if identifier == root else (root,)


def any_session_of(role: str) -> str:
    """Return the ARN of a session, whose name is not known, of the role with an ARN."""
    _, partition, _, _, account, resource = role.split(":", 5)
    name = resource.rpartition("/")[2]
    return f"arn:{partition}:sts::{account}:assumed-role/{name}/{_ANY_SESSION}"


def might_be_session(text: Text, identity: str) -> bool:
    """Return whether a principal is a session of the role of one whose name is not known.

    A wildcard in place of the session's name is none: AWS takes no such principal.
    """
    role, _, name = covered(text).rpartition("/")
    own, _, session = identity.rpartition("/")
    is_one = isinstance(text, Unknown) or not has_wildcard(name)
    return session == _ANY_SESSION and is_one and matcher(role)(own)
