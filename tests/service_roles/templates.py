"""Templates of the tests, and the calls that are collected from them in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.service_roles.service_call import ServiceCall

Collector = Callable[[Resolver], Iterable[ServiceCall]]


def resolver_of(text: str) -> Resolver:
    """Return the resolver of a template."""
    return Resolver(parse(text).data)


def calls(collector: Collector, text: str) -> set[str]:
    """Return each call as `action resource`, without partition, Region and account."""
    resolver = resolver_of(text)
    home = "${AWS::Partition}", "${AWS::Region}", "${AWS::AccountId}"
    found = set()
    for call in collector(resolver):
        shown = resolver.show(call.resources[0])
        for each in home:
            shown = shown.replace(each, "")
        found.add(f"{' or '.join(call.actions)} {shown}")
    return found
