"""Templates of the tests, and the calls and deliveries that are collected from them in words."""

from __future__ import annotations

import pathlib
from collections.abc import Callable, Iterable

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.errors import Path
from influmojo_cfn.service_roles.connections import deliveries
from influmojo_cfn.service_roles.every_service_call import service_calls
from influmojo_cfn.service_roles.key_deliveries import key_deliveries
from influmojo_cfn.service_roles.service_call import ServiceCall
from influmojo_cfn.service_roles.unread_calls import unread_calls

HERE = pathlib.Path(__file__).parent
WRITTEN = HERE / "written_calls"
"""Each call and delivery of the templates below, in full."""
REWRITE = "python -m tests.service_roles.templates"
"""Writes them again, to be read as a difference."""

TEMPLATES = {
    file.stem: file.read_text("utf-8")
    for folder in (HERE.parent / "rules/mutants/service_roles", HERE / "more_templates")
    for file in sorted(folder.glob("*.yaml"))
    if file.stem not in ("mistakes", "right")
}
"""Templates in which rules find nothing, and each call that is taken from a role; and others, of
what is rarely written or cannot be read."""
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


def in_full(resolver: Resolver) -> list[str]:
    """Return all that is known of the calls of a template, of those not read, and of deliveries."""
    found = service_calls(resolver)
    rows = []
    for call in found:
        given = " ".join(f"{key}={resolver.show(value)}" for key, value in call.context)
        rows.append(
            f"{call.logical_id}: {' or '.join(call.actions)}"
            f" on {' or '.join(map(resolver.show, call.resources))}"
            f"{given and f' with {given}'}{'' if call.certain else ', not surely'}"
            f" to {call.purpose}; {_place(call.path)}; {_place(call.role.path)}; {_page(call.page)}"
        )
    for each in unread_calls(resolver, found):
        role = _place(each.role.path) if each.role else "no role"
        rows.append(
            f"{each.logical_id}: unread, to {each.purpose}: {each.reason};"
            f" {_place(each.path)}; {role}; {_page(each.page)}"
        )
    for sent in (*deliveries(resolver), *key_deliveries(resolver)):
        given = " ".join(f"{key}={resolver.show(value)}" for key, value in sent.context)
        rows.append(
            f"{sent.sender}: {sent.service} is to be let in by {sent.receiver} for"
            f" {' or '.join(sent.actions)} on {resolver.show(sent.resource)}"
            f"{given and f' with {given}'}; {_place(sent.path)}; {_page(sent.page)}"
        )
    return rows


def _place(path: Path) -> str:
    return "/".join(map(str, path[1:])).replace("/Properties/", " ")


def _page(address: str) -> str:
    return address.removeprefix("https://docs.aws.amazon.com/")


def main() -> None:
    """Write the calls of each template that is kept, to be read as a difference."""
    for name, text in TEMPLATES.items():
        lines = in_full(resolver_of(text))
        (WRITTEN / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), "utf-8")


if __name__ == "__main__":
    main()
