"""The picture of an explanation: who assumes which role, its policies, and what they reach.

Four columns, laid out from the right. Each service box takes the height of its lines. A policy is
next to its services, a role next to its policies. No drawing library is needed for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.report.explain.breadth import BREADTHS, Breadth, resources_for
from influmojo_cfn.report.explain.model import (
    EVERY_SERVICE,
    LEVELS,
    Explanation,
    PolicyShown,
    RoleShown,
    StatementShown,
    title_of,
)

WIDTH = 1240
# Left edge and width of each column, and how many characters of a line and a title fit.
COLUMNS = ((0, 222), (270, 285), (607, 285), (945, 295))
FITTING = ((27, 24), (37, 33), (37, 33), (39, 34))
HEADING = 34
LINE = 17
GAP = 12
_KINDS: Mapping[Breadth, str] = {"named": "allow", "pattern": "pattern", "every": "wide"}
"""How broad what is allowed is, to the class of a box."""
MOST_LINES = 5
MOST_SERVICES = 12
"""Boxes of allowed, and of denied, services next to a policy; the last of them names the rest."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a box, shortened to fit; ``full`` is the whole text."""

    text: str
    full: str


@dataclass(frozen=True, kw_only=True)
class Box:
    """A box. ``kind`` is its class, ``href`` the section that tells more."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: Line
    lines: tuple[Line, ...] = ()
    href: str = ""

    @property
    def middle(self) -> float:
        """The height at which lines come and go."""
        return self.y + self.height / 2


@dataclass(frozen=True, kw_only=True)
class Edge:
    """A line between two boxes, as the ``d`` of an SVG path."""

    path: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Diagram:
    """Boxes and lines, with the size that they take."""

    width: float
    height: float
    nodes: tuple[Box, ...]
    edges: tuple[Edge, ...]


def diagram_of(explanation: Explanation) -> Diagram:
    """Lay the roles of an explanation out."""
    drawing = _Drawing(explanation)
    for number, role in enumerate(explanation.roles, 1):
        drawing.role(role, f"#role-{number}")
    drawing.principals()
    return Diagram(
        width=WIDTH,
        height=max(drawing.bottom, 60),
        nodes=tuple(drawing.nodes),
        edges=tuple(drawing.edges),
    )


@dataclass(frozen=True, kw_only=True)
class _ServiceBox:
    """A box to be: a service that a policy reaches, and how much there is to worry about it."""

    kind: str
    title: str
    lines: tuple[str, ...]
    risk: tuple[bool, ...]


class _Drawing:
    def __init__(self, explanation: Explanation) -> None:
        self.explanation = explanation
        self.nodes: list[Box] = []
        self.edges: list[Edge] = []
        self.bottom = 0.0
        self.trusted: dict[str, list[Box]] = {}

    def role(self, role: RoleShown, href: str) -> None:
        policies = [
            self.policy(policy, f"{href}-policy-{number}")
            for number, policy in enumerate(role.policies, 1)
        ]
        lines = [role.logical_id] if role.logical_id != role.name else []
        if role.boundary:
            doubt = " (not known)" if role.boundary.unknown else ""
            lines.append(f"boundary: {role.boundary.name}{doubt}")
        node = self.beside(policies, 1, "role", role.name, lines, href)
        for policy in policies:
            self.edge(node, policy, "attached")
        for trust in role.trust:
            if trust.effect == "Allow":
                for principal in trust.principals:
                    self.trusted.setdefault(principal, []).append(node)
        self.bottom += GAP

    def policy(self, policy: PolicyShown, href: str) -> Box:
        services = []
        for effect in ("Allow", "Deny"):
            statements = [each for each in policy.statements if each.effect == effect]
            found = [
                self.reached(service, named, effect)
                for service, named in _by_service(statements).items()
            ]
            services += [
                self.box(3, each.kind, each.title, each.lines, href) for each in _at_most(found)
            ]
        if policy.unknown:
            services.append(self.box(3, "unknown", "Not known", policy.unknown, href))
        node = self.beside(services, 2, "policy", policy.name, [policy.kind], href)
        for service in services:
            self.edge(node, service, service.kind)
        return node

    def reached(
        self, service: str, statements: Sequence[StatementShown], effect: str
    ) -> _ServiceBox:
        own = [self.resources_of_service(service, each) for each in statements]
        texts = dict.fromkeys(text for each in own for text in each)
        resources = [self.local(text) for text in texts]
        if any(each.not_resource for each in statements):
            resources = ["everything but", *resources]
        levels = _levels(service, statements)
        breadth = max((each.breadth(service) for each in statements), key=BREADTHS.index)
        kind = "deny" if effect == "Deny" else _KINDS[breadth]
        title = f"{'Denied: ' if effect == 'Deny' else ''}{title_of(service)}"
        risk = (
            kind == "wide",
            kind == "pattern",
            "Permissions management" in levels,
            "Write" in levels,
        )
        return _ServiceBox(kind=kind, title=title, lines=(_in_words(levels), *resources), risk=risk)

    def resources_of_service(self, service: str, statement: StatementShown) -> tuple[str, ...]:
        """Return the resources of a statement that a service has."""
        every = service == EVERY_SERVICE
        return statement.resources if every else resources_for(service, statement.resources)

    def local(self, resource: str) -> str:
        """Return what tells an ARN from others of the same account and Region."""
        arn = parse_arn(resource)
        here = self.explanation
        if arn and arn.account in ("", here.account) and arn.region in ("", here.region):
            return arn.resource
        return resource

    def box(self, column: int, kind: str, title: str, lines: Sequence[str], href: str) -> Box:
        """Add a box below the last one of the right column."""
        node = _node(column, self.bottom, kind, title, lines, href)
        self.nodes.append(node)
        self.bottom = node.y + node.height + GAP
        return node

    def beside(
        self,
        right: Sequence[Box],
        column: int,
        kind: str,
        title: str,
        lines: Sequence[str],
        href: str,
    ) -> Box:
        """Add a box to the left of others, or below everything where there are none."""
        top = self.bottom
        node = _node(column, top, kind, title, lines, href)
        if right:
            middle = (right[0].middle + right[-1].middle) / 2
            node = _node(
                column, max(right[0].y, middle - node.height / 2), kind, title, lines, href
            )
        self.bottom = max(self.bottom, node.y + node.height + GAP)
        self.nodes.append(node)
        return node

    def principals(self) -> None:
        """Add those who can assume the roles, each next to its roles."""
        free = 0.0
        for principal, roles in self.trusted.items():
            kind, _, name = principal.partition(" ")
            node = _node(0, free, "principal", name or kind, [kind] if name else [], "")
            middle = sum(role.middle for role in roles) / len(roles)
            y = max(free, middle - node.height / 2)
            node = _node(0, y, "principal", name or kind, [kind] if name else [], "")
            free = node.y + node.height + GAP
            self.nodes.append(node)
            for role in roles:
                self.edge(node, role, "trust")
        self.bottom = max(self.bottom, free)

    def edge(self, left: Box, right: Box, kind: str) -> None:
        start, end = left.x + left.width, right.x
        bend = (start + end) / 2
        path = (
            f"M{start:g},{left.middle:g} C{bend:g},{left.middle:g} "
            f"{bend:g},{right.middle:g} {end:g},{right.middle:g}"
        )
        self.edges.append(Edge(path=path, kind=kind))


def _node(column: int, y: float, kind: str, title: str, lines: Iterable[str], href: str) -> Box:
    x, width = COLUMNS[column]
    most, most_of_title = FITTING[column]
    texts = [text for text in lines if text]
    if len(texts) > MOST_LINES:
        more = len(texts) - MOST_LINES + 1
        texts = [*texts[: MOST_LINES - 1], f"and {more} more"]
    return Box(
        x=x,
        y=y,
        width=width,
        height=HEADING + LINE * len(texts) + (6 if texts else 0),
        kind=kind,
        title=Line(text=shortened(title, most_of_title), full=title),
        lines=tuple(Line(text=shortened(text, most), full=text) for text in texts),
        href=href,
    )


def shortened(text: str, most: int) -> str:
    """Shorten a string in its middle, where ARNs are alike."""
    if len(text) <= most:
        return text
    head = (most - 1) // 3
    return f"{text[:head]}…{text[len(text) - (most - 1 - head) :]}"


def _by_service(statements: Iterable[StatementShown]) -> dict[str, list[StatementShown]]:
    found: dict[str, list[StatementShown]] = {}
    for statement in statements:
        names = [EVERY_SERVICE] if statement.is_for_everything else list(statement.by_service)
        for service in names:
            found.setdefault(service, []).append(statement)
    return found


def _at_most(found: list[_ServiceBox]) -> list[_ServiceBox]:
    """Return as many as a picture can show, the riskiest of them; the rest share one box."""
    if len(found) <= MOST_SERVICES:
        return found
    by_risk = sorted(found, key=lambda each: each.risk, reverse=True)
    shown = by_risk[: MOST_SERVICES - 1]
    rest = [each for each in found if each not in shown]
    kinds = {each.kind for each in rest}
    kind = next((each for each in ("wide", "pattern") if each in kinds), rest[0].kind)
    more = _ServiceBox(
        kind=kind,
        title=f"{'Denied: ' if kind == 'deny' else ''}{len(rest)} more services",
        lines=tuple(each.title.removeprefix("Denied: ") for each in rest),
        risk=(),
    )
    return [*(each for each in found if each in shown), more]


def _in_words(levels: Sequence[str]) -> str:
    """Name access levels in the width of a box."""
    missing = [level for level in LEVELS if level not in levels]
    if not missing:
        return "every access level"
    return f"all levels but {missing[0]}" if len(missing) == 1 else ", ".join(levels)


def _levels(service: str, statements: Iterable[StatementShown]) -> list[str]:
    if service == EVERY_SERVICE:
        return ["every access level"]
    found = {level for each in statements for level in each.by_service.get(service, ())}
    return [level for level in LEVELS if level in found]
