"""Which requests AWS can receive, as far as numbers of accounts, Regions and names decide.

A search finds any string that policies tell apart, such as an account ``x``. What is possible and
near to that is tried in its place; where nothing is, the counterexample says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from types import MappingProxyType
from typing import NamedTuple

from influmojo_cfn.data.resource_names import RESOURCE_NAMES
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.iam.arn import PARTITIONS, is_region, parse_arn
from influmojo_cfn.iam.automata import is_opaque
from influmojo_cfn.iam.patterns import has_wildcard, may_meet, type_pattern
from influmojo_cfn.proof.arn_formats import NO_RESOURCE, can_exist, shapes_of, type_arns

_ACCOUNTS = ("444455556666", "111122223333", "777788889999")
_REGIONS = ("us-east-1", "eu-west-1")
_ACCOUNT_KEY = re.compile(r"account(?:id)?$")
_ARN_KEY = re.compile(r"arn$")
_OF_ACCOUNTS = ("iam", "sts")
"""The services each of whose ARNs is that of an account."""


class _Form(NamedTuple):
    """What a name is made of."""

    characters: str
    shortest: int
    longest: int

    def admits(self, name: str, *, has_path: bool) -> bool:
        own = name.rpartition("/")[2] if has_path else name
        return self.shortest <= len(own) <= self.longest and set(own) <= set(self.characters)

    def near(self, name: str) -> str:
        """Return a string of the characters that is long enough, as near to a name as can be."""
        own = "".join(each if each in self.characters else "x" for each in name)
        return own.ljust(self.shortest, "x")


_FORMS = {
    (service, variable): _Form(characters, shortest, longest)
    for service, variables, characters, shortest, longest, _ in RESOURCE_NAMES
    for variable in variables
}
_VARIABLE = re.compile(r"\$\{([^}]*)\}")


def is_possible_resource(action: str, resource: str) -> bool:
    """Return whether AWS can receive a request of an action about a resource."""
    if not can_exist(action, resource):
        return False
    if resource == "*" or any(map(is_opaque, resource)) or shapes_of(action) in ((), NO_RESOURCE):
        return True
    return any(_is_of(arn, resource) for arn in type_arns(action))


def can_name_resource(action: str, pattern: str) -> bool:
    """Return whether some resource of an action can have a name that a pattern of ARNs covers."""
    return any(_can_be_of(arn, pattern) for arn in type_arns(action))


def impossible_keys(request: Request) -> tuple[str, ...]:
    """Return the condition keys of which a request has a value that AWS never sends."""
    return tuple(
        key
        for key, values in request.context.items()
        if isinstance(values, tuple) and not all(_is_possible_value(key, text) for text in values)
    )


def possible_requests(request: Request) -> Iterator[Request]:
    """Yield requests near one that AWS cannot receive, each of which it can."""
    for account, region in product(_ACCOUNTS, _REGIONS):
        resource = _near(request.action, request.resource, account, region)
        context = {
            key: tuple(_near_value(key, text, account) for text in values)
            if isinstance(values, tuple)
            else values
            for key, values in request.context.items()
        }
        found = request._replace(resource=resource, context=MappingProxyType(context))
        if is_possible_resource(found.action, found.resource) and not impossible_keys(found):
            yield found


@lru_cache(maxsize=1024)
def _written(arn: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the variables of the ARN of a type, and what is written before, between and after."""
    parts = _VARIABLE.split(arn)
    return tuple(parts[1::2]), tuple(parts[::2])


def _named(arn: str, resource: str) -> list[str] | None:
    """Return the strings of the variables in the ARN of a type; None where it is of another."""
    _, (first, *others) = _written(arn)
    if not resource.startswith(first):
        return None
    found, rest = list[str](), resource.removeprefix(first)
    for index, text in enumerate(others):
        is_last = index == len(others) - 1
        end = len(rest) - len(text) if is_last else rest.find(text)
        if end < 0 or not rest.startswith(text, end):
            return None
        found.append(rest[:end])
        rest = rest[end + len(text) :]
    return None if rest else found


def _is_of(arn: str, resource: str) -> bool:
    found, service = _named(arn, resource), arn.split(":", 3)[2]
    return found is not None and all(
        _is_possible(service, name, text)
        for name, text in zip(_written(arn)[0], found, strict=True)
    )


def _can_be_of(arn: str, pattern: str) -> bool:
    found, service = _named(arn, pattern), arn.split(":", 3)[2]
    if found is None:
        sides = parse_arn(type_pattern(arn)), parse_arn(pattern)
        return None in sides or all(map(may_meet, *filter(None, sides)))
    return all(
        has_wildcard(text) or any(map(is_opaque, text)) or _is_possible(service, name, text)
        for name, text in zip(_written(arn)[0], found, strict=True)
    )


_OF_ALL: Mapping[str, Callable[[str], bool]] = {
    "Partition": PARTITIONS.__contains__,
    "Region": is_region,
    "Account": lambda text: re.fullmatch("[0-9]{12}", text) is not None,
}


def _is_possible(service: str, variable: str, text: str) -> bool:
    if variable in _OF_ALL:
        return _OF_ALL[variable](text)
    form = _FORMS.get((service, variable))
    if variable == "LogGroupName":
        text = text.removesuffix(":*").partition(":log-stream:")[0]
    has_path = variable.endswith("WithPath")
    return bool(text) if form is None else form.admits(text, has_path=has_path)


def _near(action: str, resource: str, account: str, region: str) -> str:
    """Return an ARN of one of the action's types, as near to a resource as can be."""
    given = {"Partition": "aws", "Region": region, "Account": account}
    for arn in type_arns(action):
        found = _named(arn, resource)
        if found is None:
            continue
        (names, (first, *others)), service = _written(arn), arn.split(":", 3)[2]
        for name, text, written in zip(names, found, others, strict=True):
            form = _FORMS.get((service, name))
            near = given.get(name) or (form.near(text) if form else text or "x")
            first += (text if _is_possible(service, name, text) else near) + written
        return first
    return resource


def _is_possible_value(key: str, text: str) -> bool:
    return _near_value(key, text, _ACCOUNTS[0]) == text


def _near_value(key: str, text: str, account: str) -> str:
    """Return a value of a key that names an account, with an account in the place of any other."""
    if any(map(is_opaque, text)):
        return text
    if _ACCOUNT_KEY.search(key):
        return text if _OF_ALL["Account"](text) else account
    arn = parse_arn(text) if _ARN_KEY.search(key) else None
    if arn is None or _OF_ALL["Account"](arn.account) or arn.account == "aws":
        return text
    if not arn.account and arn.service not in _OF_ACCOUNTS:
        return text
    return str(arn._replace(account=account))
