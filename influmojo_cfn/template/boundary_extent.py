"""How much a permissions boundary names: all that fits the characters of a managed policy.

The whole catalog and every name come first. Where that is too long, names of the project are
limited by their beginning. Where that is too long as well, the grants of the app alone are in it.
The last are their actions without resources, other than roles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from awacs import aws

from influmojo_cfn.app import App
from influmojo_cfn.app.services import ENVIRONMENT_PREFIX
from influmojo_cfn.app.uses import uses_of
from influmojo_cfn.grants import grant_names
from influmojo_cfn.template.policies import substituted
from influmojo_cfn.template.statements import GrantStatement, SubText

_TASK_ROLE = re.compile("-task(-execution)?-role$")


@dataclass(frozen=True, kw_only=True)
class BoundaryExtent:
    """What a boundary names: the app's names, the catalog and resources, or less of them."""

    each_name: bool
    whole_catalog: bool
    must: str
    each_resource: bool = True

    def grants(self, app: App) -> Iterable[str]:
        """Return the names of the catalog's grants that the boundary allows."""
        if self.whole_catalog:
            return grant_names()
        used = {each.use.grant for each in uses_of(app)}
        return [name for name in grant_names() if name in used]

    def reach(self, action: str, resources: list[str]) -> list[str]:
        """Return the resources that the boundary allows an action on; a role is always named."""
        is_named = self.each_resource or action.startswith(("iam:", "sts:"))
        return resources if is_named else ["*"]

    def anywhere(self, app: App, text: SubText) -> str:
        """Return a string of a statement for every environment, Region and value of parameters."""
        found = text.text
        if not self.each_name:
            found = _by_beginning(app, found)
        found = found.replace(ENVIRONMENT_PREFIX, "*").replace("${AWS::Region}", "*")
        for name in text.needs:
            found = found.replace(f"${{{name}}}", "*")
        return found

    def passing(self, app: App, statements: list[GrantStatement]) -> Iterator[Any]:
        """Yield the statements that pass roles, each with the service that it passes them to."""
        if self.each_name:
            # A pipeline passes the roles that schedules pass: the same statement is there once.
            distinct = {(_passed_to(each), each.resources): each for each in reversed(statements)}
            for each in reversed(distinct.values()):
                sid = each.sid or "".join((*each.verbs, *each.nouns))
                yield self._passes(app, sid, [each])
        elif statements:
            by_service: dict[tuple[SubText, ...], list[GrantStatement]] = {}
            for each in statements:
                by_service.setdefault(_passed_to(each), []).append(each)
            for number, group in enumerate(by_service.values(), 1):
                yield self._passes(app, f"PassRoles{number if number > 1 else ''}", group)

    def _passes(self, app: App, sid: str, statements: list[GrantStatement]) -> Any:
        texts = [self.anywhere(app, text) for each in statements for text in each.resources]
        services = [substituted(SubText(text=value.text)) for value in _passed_to(statements[0])]
        return aws.Statement(
            Sid=sid,
            Effect=aws.Allow,
            Action=list(statements[0].actions.values()),
            Resource=[substituted(SubText(text=text)) for text in dict.fromkeys(texts)],
            Condition=aws.Condition([aws.StringEquals({"iam:PassedToService": services})]),
        )


def _passed_to(statement: GrantStatement) -> tuple[SubText, ...]:
    (condition,) = (c for c in statement.conditions if c.key == "iam:PassedToService")
    return condition.values


def _by_beginning(app: App, text: str) -> str:
    """Return a string with its name by the project alone; that of a task's role keeps its end."""
    if ENVIRONMENT_PREFIX in text:
        before, _, name = text.partition(ENVIRONMENT_PREFIX)
        ending = _TASK_ROLE.search(name) if ":role/" in text else None
        behind = ":*" if name.endswith(":*") else ""
        return f"{before}*{ending[0] if ending else behind}"
    repository = f":repository/{app.project}"
    before, found, _ = text.partition(repository)
    return f"{before}{repository}*" if found else text


_WHOLE = (
    "It allows the catalog's common grants on whatever they can name, and the app's other grants "
    "on what the app names. Deploy it again before a template that uses a newer catalog, or "
    "another of these grants."
)
_USED = (
    "It allows the app's grants alone, the common ones on whatever they can name: with the rest of "
    "the catalog it would be too long. Deploy it again before a template with another grant."
)
_ACTIONS = (
    "It allows the actions of the app's grants on any resource, but for roles: with resources it "
    "would be too long. Deploy it again before a template with another grant."
)
EXTENTS = (
    BoundaryExtent(each_name=True, whole_catalog=True, must=_WHOLE),
    BoundaryExtent(each_name=False, whole_catalog=True, must=_WHOLE),
    BoundaryExtent(each_name=False, whole_catalog=False, must=_USED),
    BoundaryExtent(each_name=False, whole_catalog=False, must=_ACTIONS, each_resource=False),
)
"""From the most to the least that a boundary can name."""
