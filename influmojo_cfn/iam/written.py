"""A policy document as it is written: each part of it read once, with its place and its branch.

Nothing is judged and nothing raised here. A part of a wrong shape is omitted, as is what no policy
has; why one cannot be read is a doubt. What is wrong with a document
:mod:`influmojo_cfn.iam.document_problems` tells, what it says to someone who asks for no places
:mod:`influmojo_cfn.iam.document`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.branches import ALWAYS, Branch
from influmojo_cfn.iam.operators import OperatorUse, parse_operator
from influmojo_cfn.iam.text import ANY
from influmojo_cfn.iam.unknown import MaybeStatement, Unknown
from influmojo_cfn.iam.value_formats import scalar_text
from influmojo_cfn.iam.verdict import NO

LONGEST_TEXT = 8192
"""Characters of a value that are looked at; no ARN is half as long."""

Node = tuple[Any, Path, Branch]
"""A value that is not resolved yet, the place where it is written, and its branch."""


class Value(NamedTuple):
    """One string that can be at a place of a document.

    ``text`` is partly known (see :mod:`influmojo_cfn.iam.text`); ``literal`` tells that the
    document holds the string itself, outside any function.
    """

    text: str
    path: Path
    branch: Branch = ALWAYS
    literal: bool = True


class ValueSource(Protocol):
    """What resolves the parts of a document: a template's resolver, or plain data."""

    def items(self, value: Any, path: Path, branch: Branch = ALWAYS) -> Iterable[Node]:
        """Return the items of a list, or the one value, in each branch."""

    def branches(self, value: Any, path: Path, branch: Branch = ALWAYS) -> Iterable[Node]:
        """Return what can be at a place."""

    def values(self, value: Any, path: Path, branch: Branch = ALWAYS) -> list[Value]:
        """Return the strings that can be at a place."""

    def texts(self, value: Any, branch: Branch = ALWAYS) -> list[tuple[str, Branch]]:
        """Return what one string can be."""


class WrittenPrincipal(NamedTuple):
    """One principal of a statement.

    ``kind`` is AWS, Service, Federated, CanonicalUser or ``*``; ``element`` is Principal or
    NotPrincipal.
    """

    kind: str
    value: Value
    element: str = "Principal"


@dataclass(frozen=True, eq=False)
class WrittenCondition:
    """One operator and key of a statement, with its values.

    ``operator`` is as written, ``use`` what it is; None where IAM has no such operator, and then
    nothing is said of the condition but that.
    """

    operator: str
    use: OperatorUse | None
    key: str
    values: tuple[Value, ...]
    path: Path
    branch: Branch

    @property
    def family(self) -> str:
        """The family of the operator, such as String or ARN."""
        return self.use.operator.family if self.use else ""

    @property
    def negated(self) -> bool:
        """Return whether the operator holds where its comparison does not, as StringNotEquals."""
        return self.use is not None and self.use.operator.negated

    @property
    def asks_presence(self) -> bool:
        """Return whether this is Null, which asks if the key is there."""
        return self.use is not None and self.use.operator.asks_presence

    @property
    def qualifier(self) -> str:
        """ForAllValues, ForAnyValue or nothing."""
        return (self.use.qualifier if self.use else None) or ""

    @property
    def if_exists(self) -> bool:
        """Return whether the operator ends in IfExists."""
        return self.use is not None and self.use.if_exists

    @property
    def texts(self) -> frozenset[str]:
        """The values in lower case."""
        return frozenset(value.text.lower() for value in self.values)

    @property
    def is_ordered(self) -> bool:
        """Return whether the operator asks which of two values is greater."""
        return self.use is not None and self.use.operator.is_ordered

    @property
    def needs_key(self) -> bool:
        """Return whether the condition is false where the request does not carry the key.

        Null false is; and ForAnyValue, also with a negated operator: of no values none can match.
        Source:
        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
        (read 2026-11-25).
        """
        if self.use is None:
            return False
        if self.asks_presence:
            return self.texts == {"false"}
        return self.use.when_absent == NO


@dataclass(eq=False)
class WrittenStatement:
    """One statement of a document, in one branch; ``raw`` is what was read.

    ``doubts`` are reasons why it cannot be told what all of it says, or whether it is there.
    """

    raw: Mapping[str, Any]
    path: Path
    branch: Branch
    effect: str
    actions: tuple[Value, ...]
    not_actions: tuple[Value, ...]
    resources: tuple[Value, ...]
    not_resources: tuple[Value, ...]
    conditions: tuple[WrittenCondition, ...]
    principals: tuple[WrittenPrincipal, ...]
    doubts: tuple[str, ...]

    @property
    def allows(self) -> bool:
        """Return whether the effect is Allow."""
        return self.effect == "Allow"

    @property
    def denies(self) -> bool:
        """Return whether the effect is Deny."""
        return self.effect == "Deny"

    def on(self, *keys: str) -> Iterator[WrittenCondition]:
        """Yield the conditions on some keys (lower case)."""
        return (condition for condition in self.conditions if condition.key.lower() in keys)

    @property
    def sid(self) -> str:
        """The Sid; a number is the string that CloudFormation makes of it, anything else empty."""
        sid = self.raw.get("Sid")
        if isinstance(sid, (bool, int, float)):
            return scalar_text(sid)
        return sid if isinstance(sid, str) else ""


Made = TypeVar("Made", bound=WrittenStatement)


class StatementReader(Generic[Made]):
    """Reads the statements of one document; ``doubts`` tell why some of them are not known.

    ``unread`` is what these were written as.
    """

    def __init__(
        self, source: ValueSource, make: Callable[..., Made], *, longest: int = LONGEST_TEXT
    ) -> None:
        """Take what resolves the document, and the class of statements, or what makes one.

        A value of more than ``longest`` characters is not known: so no cache that lives longer
        than a run keeps what fills the memory.
        """
        self.source = source
        self.make = make
        self.longest = longest
        self.doubts: list[str] = []
        self.unread: list[Any] = []

    def doubt(self, reason: str, written: Any) -> None:
        """Note why something is not known, and as what it was written."""
        self.doubts.append(reason)
        self.unread.append(written)

    def read(self, document: Any, path: Path, branch: Branch = ALWAYS) -> Iterator[Made]:
        """Yield the statements of a document, each once in every branch that it is under."""
        doubt = why_unread(document)
        if doubt:
            self.doubt(doubt, document)
        elif isinstance(document, Mapping) and "Statement" in document:
            yield from self.statements(document["Statement"], (*path, "Statement"), branch)

    def statements(self, listed: Any, path: Path, branch: Branch = ALWAYS) -> Iterator[Made]:
        """Yield the statements of a list of statements, or of the one that is there."""
        for raw, place, under in self.source.items(listed, path, branch):
            doubt = why_unread(raw)
            if doubt:
                self.doubt(doubt, raw)
            elif isinstance(raw, Mapping):
                for effect, deeper in self.source.texts(raw.get("Effect", ""), under):
                    yield self._statement(raw, effect, place, under, deeper)

    def _statement(
        self, raw: Mapping[str, Any], effect: str, path: Path, branch: Branch, under: Branch
    ) -> Made:
        """Read a statement of a branch; its effect can be so in a part of the branch alone."""

        def values(key: str) -> tuple[Value, ...]:
            if key not in raw:
                return ()
            return self._values(raw[key], (*path, key), branch)

        doubts: list[str] = []
        conditions: list[WrittenCondition] = []
        if "Condition" in raw:
            place = (*path, "Condition")
            conditions = list(self._conditions(raw["Condition"], place, under, doubts))
        if isinstance(raw, MaybeStatement):
            doubts.append(raw.reason)
        return self.make(
            raw=raw,
            path=path,
            branch=under,
            effect=effect,
            actions=values("Action"),
            not_actions=values("NotAction"),
            resources=values("Resource"),
            not_resources=values("NotResource"),
            conditions=tuple(conditions),
            principals=tuple(self._principals(raw, path, under)),
            doubts=tuple(doubts),
        )

    def _values(self, data: Any, path: Path, branch: Branch) -> tuple[Value, ...]:
        return tuple(
            value if len(value.text) <= self.longest else value._replace(text=ANY)
            for value in self.source.values(data, path, branch)
        )

    def _conditions(
        self, data: Any, path: Path, branch: Branch, doubts: list[str]
    ) -> Iterator[WrittenCondition]:
        """Yield the conditions of each block of operators that can be there."""
        for block, place, under in self.source.branches(data, path, branch):
            for name, content in _parts(block, doubts):
                yield from self._keys(str(name), content, (*place, str(name)), under, doubts)

    def _keys(
        self, operator: str, data: Any, path: Path, branch: Branch, doubts: list[str]
    ) -> Iterator[WrittenCondition]:
        """Yield the conditions of one operator, one for each key."""
        use = parse_operator(operator)
        for keys, place, under in self.source.branches(data, path, branch):
            for name, values in _parts(keys, doubts):
                key = str(name)
                at = (*place, key)
                found = self._values(values, at, under)
                yield WrittenCondition(operator, use, key[: self.longest], found, at, under)

    def _principals(
        self, raw: Mapping[str, Any], path: Path, branch: Branch
    ) -> Iterator[WrittenPrincipal]:
        for element in ("Principal", "NotPrincipal"):
            if element not in raw:
                continue
            branches = self.source.branches(raw[element], (*path, element), branch)
            for data, place, under in branches:
                if isinstance(data, Mapping) and not why_unread(data):
                    for kind, values in data.items():
                        for value in self._values(values, (*place, kind), under):
                            yield WrittenPrincipal(str(kind), value, element)
                elif isinstance(data, str):
                    yield WrittenPrincipal("*", Value(data, place, under), element)
                else:
                    yield from self._everyone(data, element, place, under)

    def _everyone(
        self, data: Any, element: str, path: Path, branch: Branch
    ) -> Iterator[WrittenPrincipal]:
        """Yield the principal ``*`` where a function returns it; no other is a string."""
        for value in self._values(data, path, branch):
            if value.text == "*":
                yield WrittenPrincipal("*", value, element)


def _parts(data: Any, doubts: list[str]) -> Iterable[tuple[Any, Any]]:
    """Return the keys and values of a mapping; what cannot be read adds a doubt."""
    doubt = why_unread(data)
    if doubt:
        doubts.append(doubt)
        return ()
    return data.items() if isinstance(data, Mapping) else ()


def why_unread(value: object) -> str:
    """Return why a part of a document cannot be read: it is not known, or holds a function."""
    if isinstance(value, Unknown):
        return value.reason
    if isinstance(value, Mapping):
        for key in value:
            if isinstance(key, str) and (key == "Ref" or key.startswith("Fn::")):
                return f"{key} is not resolved"
    return ""
