"""The roles of one template in many environments, each read once for what its reading asks for.

A proof looks at a template in hundreds of environments that differ in parameters. A role depends on
those parameters alone that its reading asks for. Where these have the same values as in another
environment, it is the same role. Of many roles, only those are read anew that a value concerns.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from functools import cached_property
from operator import methodcaller
from typing import Any, NamedTuple, TypeVar

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attachments import ROLE
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.mentions import Mentions, can_mention_anything, only_parts
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.roles import RoleReader, TemplateRole, roles_of
from influmojo_cfn.cloudformation.sections import section

T = TypeVar("T")
MOST_READ_ALONE = 20
"""How many roles of a template are each read alone: each reading looks at the whole template."""


class _Question(NamedTuple):
    """The parameter that a reading asks for next, and what follows for each of its values."""

    parameter: str
    after: dict[Hashable, Any]


def has_many_roles(document: Document) -> bool:
    """Return whether a document has so many roles that each is not read alone."""
    rows = section(document.data, "Resources").values()
    kinds = [row.get("Type") for row in rows if isinstance(row, Mapping)]
    return kinds.count(ROLE) > MOST_READ_ALONE


class RoleReadings:
    """The roles of one template, shared by the environments that it does not tell apart.

    A shared role has the environment in which it was first read.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self._known: dict[Hashable, Any] = {}
        self._admitted: set[Hashable] = set()
        self._first: dict[Hashable, tuple[Environment, dict[str, TemplateRole]]] = {}
        self._parts: dict[frozenset[str], tuple[Document, set[str]]] = {}

    def roles(self, environment: Environment) -> dict[str, TemplateRole]:
        """Return the roles in an environment, as :func:`.roles_of` does.

        Raises:
            TemplateError: see :func:`.roles_of`.
        """
        if processed(self.document, environment) is not self.document:
            return roles_of(self.document, environment)  # its loops depend on the environment
        given = {(name, environment.said_of(name)) for name in environment.parameters}
        if not given <= self._admitted:
            RoleReader(self.document, environment)  # rejects values outside the template's limits
            self._admitted |= given
        names = self._shared(("all IDs",), environment, RoleReader.role_ids)
        if len(names) > MOST_READ_ALONE:
            return self._reread(environment)
        return {
            name: self._shared(("role", name), environment, methodcaller("role", name))
            for name in names
        }

    def _reread(self, environment: Environment) -> dict[str, TemplateRole]:
        """Return the roles of the first environment, with those read anew that values concern."""
        place = environment.surroundings
        if place not in self._first:
            self._first[place] = environment, roles_of(self.document, environment)
        start, roles = self._first[place]
        other = start.differing_parameters(environment)
        document, concerned = self._part(other)
        key: Hashable = (
            place,
            frozenset((name, environment.said_of(name)) for name in other),
        )
        if key not in self._known:
            rows = section(document.data, "Parameters")
            given = {name: value for name, value in environment.parameters.items() if name in rows}
            here = replace(environment, parameters=given)
            self._known[key] = roles_of(document, here) if concerned else {}
        read = self._known[key]
        found = {name: role for name, role in roles.items() if name not in concerned}
        found |= {name: role for name, role in read.items() if name in concerned}
        return {name: found[name] for name in self.document.data["Resources"] if name in found}

    def _part(self, parameters: frozenset[str]) -> tuple[Document, set[str]]:
        """Return what of the template the roles that these parameters concern need, and the roles.

        Both are everything where any part can refer to any other.
        """
        if self._mentions is None:
            return self.document, {*self.document.data["Resources"]}
        if parameters not in self._parts:
            affected = self._mentions.affected_by(parameters)
            part = only_parts(self.document.data, self._mentions.deciding(affected))
            concerned = self._mentions.concerned(affected) & self._mentions.of_types((ROLE,))
            self._parts[parameters] = replace(self.document, data=part), concerned
        return self._parts[parameters]

    @cached_property
    def _mentions(self) -> Mentions | None:
        data = self.document.data
        return None if can_mention_anything(data) else Mentions(data)

    def _shared(
        self, what: tuple[str, ...], environment: Environment, read: Callable[[RoleReader], T]
    ) -> T:
        """Return what was read for the same values of what it asks for, or read it."""
        key: Hashable = (what, environment.surroundings)
        known = self._known.get(key)
        while isinstance(known, _Question):
            known = known.after.get(environment.said_of(known.parameter))
        if known is not None:
            found: T = known
            return found
        reader = RoleReader(self.document, environment)
        found = read(reader)
        if reader.problems:
            roles_of(self.document, environment)  # raises the problems of all roles
        at = self._known
        for parameter in reader.resolved.asked:
            question = at.setdefault(key, _Question(parameter, {}))
            at, key = question.after, environment.said_of(parameter)
        at[key] = found
        return found
