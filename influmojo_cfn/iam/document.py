"""IAM policy documents as values: read strictly, every problem reported with its place.

Where AWS takes one value for a list, so do we: a single statement, action, resource, principal or
condition value. Numbers and booleans of conditions become the strings that AWS compares.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
(read 2026-11-23).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from posixpath import basename
from typing import Any, Literal

from influmojo_cfn.errors import Located, Path, Problem, TemplateError, key_path
from influmojo_cfn.iam.branches import ALWAYS, Branch
from influmojo_cfn.iam.document_problems import (
    PRINCIPAL_TYPES,
    VERSIONS,
    PolicyType,
    document_problems,
)
from influmojo_cfn.iam.element_validation import (
    NO_PRINCIPAL,
    REPEATED_KEY,
    refused_key,
    repeated_keys,
    taken_action,
    taken_default,
    taken_principal,
    taken_resource,
    taken_variables,
    unsupported,
)
from influmojo_cfn.iam.unknown import MaybeStatement, Text, Unknown
from influmojo_cfn.iam.value_formats import scalar_text
from influmojo_cfn.iam.written import (
    Node,
    StatementReader,
    Value,
    WrittenCondition,
    WrittenStatement,
    why_unread,
)

DEFAULT_VERSION = "2008-10-17"
"""What a policy without Version has: a language without policy variables."""
VARIABLES_SINCE = "2012-10-17"
"""The version whose policies have policy variables."""


@dataclass(frozen=True)
class Condition:
    """One operator on one key, as written; its values are alternatives."""

    operator: str
    key: str
    values: tuple[Text, ...]
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Statement:
    """A statement of a policy, its elements normalized to tuples.

    ``not_action``, ``not_resource`` and ``not_principal`` tell that the list names what is omitted.
    ``principals`` maps a principal type (``AWS``, ``Service`` ...; ``*`` for everyone) to
    identifiers and is None where the element doesn't exist. ``unknown`` holds reasons why it cannot
    be told whether the statement applies at all; ``origin`` is as what the condition was written
    that decides it.
    """

    effect: Literal["Allow", "Deny"]
    actions: tuple[Text, ...] = ()
    resources: tuple[Text, ...] = ()
    conditions: tuple[Condition, ...] = ()
    sid: str | None = None
    not_action: bool = False
    not_resource: bool = False
    principals: Mapping[str, tuple[Text, ...]] | None = None
    not_principal: bool = False
    unknown: tuple[str, ...] = ()
    origin: str = ""
    path: Path = field(default=(), compare=False)

    @property
    def texts(self) -> tuple[Text, ...]:
        """The strings of its elements: actions, resources, values of conditions and principals."""
        values = (text for condition in self.conditions for text in condition.values)
        principals = (text for texts in (self.principals or {}).values() for text in texts)
        return (*self.actions, *self.resources, *values, *principals)

    def with_texts(self, change: Callable[[Text], Text]) -> Statement:
        """Return the statement with each of its :attr:`texts` changed."""
        principals = self.principals
        if principals is not None:
            principals = {kind: tuple(map(change, texts)) for kind, texts in principals.items()}
        return replace(
            self,
            actions=tuple(map(change, self.actions)),
            resources=tuple(map(change, self.resources)),
            conditions=tuple(
                replace(each, values=tuple(map(change, each.values))) for each in self.conditions
            ),
            principals=principals,
        )


@dataclass(frozen=True)
class Policy:
    """A policy. ``name`` tells people which one it is; ``source`` is the text it was read from.

    ``unknown`` holds reasons why some of its statements are not known at all. ``origin`` is then
    what it was written as: what was written otherwise is another policy. ``within_segments`` tells
    that a ``*`` of a whole ARN in Resource stays in its segment. People mean it so in a claim,
    while AWS can let one of its policies reach further.
    """

    statements: tuple[Statement, ...]
    name: str = ""
    version: str = DEFAULT_VERSION
    unknown: tuple[str, ...] = ()
    within_segments: bool = False
    origin: str = ""
    path: Path = field(default=(), compare=False)
    source: Located | None = field(default=None, compare=False, repr=False)

    @classmethod
    def unread(
        cls,
        name: str,
        *reasons: str,
        of: object = "",
        path: Path = (),
        source: Located | None = None,
    ) -> Policy:
        """Return a policy of which no statement is known, as what it was written ``of`` is not."""
        origin = of if isinstance(of, str) else repr(of)
        return cls((), name, unknown=reasons, origin=origin, path=path, source=source)

    def of_effect(self, effect: str) -> Policy:
        """Return the policy with its Allow or its Deny statements alone."""
        return replace(self, statements=tuple(s for s in self.statements if s.effect == effect))

    def in_doubt(self, doubt: Unknown) -> Policy:
        """Return the policy as one of which it is not known whether it applies at all."""
        statements = tuple(
            replace(
                each,
                unknown=(*each.unknown, doubt.reason),
                origin=repr((doubt, each.origin)),
            )
            for each in self.statements
        )
        if not self.unknown:
            return replace(self, statements=statements)
        reasons = (*self.unknown, doubt.reason)
        origin = repr((doubt, self.origin))
        return replace(self, statements=statements, unknown=reasons, origin=origin)

    @property
    def has_variables(self) -> bool:
        """Return whether ``${...}`` is a policy variable here: only in version 2012-10-17."""
        return self.version == VARIABLES_SINCE

    def where(self, path: Path) -> str:
        """Return ``file:line`` of a path of the text it was read from, or nothing."""
        return self.source.where(path) if self.source and self.source.source else ""


def condition_keys_of(policies: Iterable[Policy]) -> frozenset[str]:
    """Return the condition keys (lower case) that policies ask for."""
    return frozenset(
        condition.key.lower()
        for policy in policies
        for statement in policy.statements
        for condition in statement.conditions
    )


def parse_policy(
    document: object,
    *,
    kind: PolicyType = "identity",
    name: str = "",
    path: Path = (),
    source: Located | None = None,
) -> Policy:
    """Read a policy document (plain data; intrinsics resolved, or :class:`Unknown`).

    Args:
        document: the policy, as read from JSON or YAML.
        kind: which elements it can and must have.
        name: what people call the policy, for messages and decisions.
        path: where the document stands in ``source``.
        source: the template or file it was read from, for lines.

    Raises:
        TemplateError: the document has not the shape of a policy; every problem is listed.
    """
    policy, problems = read_policy(document, kind=kind, name=name, path=path, source=source)
    if problems:
        raise TemplateError(problems)
    return policy


def read_policy(
    document: object,
    *,
    kind: PolicyType = "identity",
    name: str = "",
    path: Path = (),
    source: Located | None = None,
    place: Callable[[Path], Path] = tuple,
) -> tuple[Policy, tuple[Problem, ...]]:
    """Read what can be read of a policy document; give it with every problem found.

    Takes what :func:`parse_policy` takes, and ``place``, which gives the place in ``source`` of a
    place in the document, where intrinsics that were resolved moved it. Raises nothing.
    """
    policy = _PolicyReader(name, source, place).policy(document, path)
    located = source if source and source.source else None
    root = "" if located and basename(located.source) == name else name  # told by the file
    problems = [
        Problem.at(located, place(at), message, place=key_path(place(at)) or root)
        for at, message in document_problems(document, kind, path)
    ]
    return policy, tuple(problems)


def _origin(written: WrittenStatement) -> str:
    """Return as what was written what is not known of a statement: its presence, or a part."""
    raw = written.raw
    presence = raw.origin if isinstance(raw, MaybeStatement) else ""
    return f"{presence}{raw.get('Condition')!r}" if written.doubts else presence


class _ResolvedData:
    """Plain data as the source of a document; ``unknown`` is what is not known, by its place."""

    def __init__(self) -> None:
        self.unknown: dict[Path, Unknown] = {}

    def items(self, value: Any, path: Path, branch: Branch = ALWAYS) -> Iterator[Node]:
        listed = isinstance(value, (list, tuple))
        for index, item in enumerate(value) if listed else ():
            yield item, (*path, index), branch
        if not listed:
            yield value, path, branch

    def branches(self, value: Any, path: Path, branch: Branch = ALWAYS) -> list[Node]:
        return [(value, path, branch)]

    def texts(self, value: Any, branch: Branch = ALWAYS) -> list[tuple[str, Branch]]:
        return [(value if isinstance(value, str) else "", branch)]

    def values(self, value: Any, path: Path, branch: Branch = ALWAYS) -> list[Value]:
        found: list[Value] = []
        for item, where, _ in self.items(value, path):
            doubt = why_unread(item)
            if doubt:
                self.unknown[where] = item if isinstance(item, Unknown) else Unknown(doubt)
                found.append(Value("", where))
            elif isinstance(item, (str, bool, int, float)):
                found.append(Value(item if isinstance(item, str) else scalar_text(item), where))
        return found


class _PolicyReader:
    """Says what the statements of one resolved document say."""

    def __init__(self, name: str, source: Located | None, place: Callable[[Path], Path]) -> None:
        self.name = name
        self.source = source
        self.place = place
        self.version = DEFAULT_VERSION
        self.data = _ResolvedData()

    def policy(self, document: object, path: Path) -> Policy:
        reader = StatementReader(self.data, WrittenStatement, longest=sys.maxsize)
        version = document.get("Version") if isinstance(document, Mapping) else None
        self.version = version if version in VERSIONS else DEFAULT_VERSION
        statements: list[Statement] = []
        for written in reader.read(document, path):
            doubt = why_unread(written.raw.get("Effect"))
            if doubt:
                reader.doubt(doubt, written.raw)
            else:
                statements.append(self.statement(written))
        return Policy(
            tuple(statements),
            self.name,
            self.version,
            tuple(reader.doubts),
            origin=repr(reader.unread) if reader.doubts else "",
            path=path,
            source=self.source,
        )

    def statement(self, written: WrittenStatement) -> Statement:
        raw = written.raw
        actions, not_action = self.either(raw, "Action", written.actions, written.not_actions)
        resources, not_resource = self.either(
            raw, "Resource", written.resources, written.not_resources
        )
        return Statement(
            effect="Deny" if written.effect == "Deny" else "Allow",
            actions=actions,
            resources=resources,
            conditions=tuple(self.conditions(written)),
            sid=written.sid or None,
            not_action=not_action,
            not_resource=not_resource,
            principals=self.principals(written),
            not_principal="NotPrincipal" in raw and "Principal" not in raw,
            unknown=(
                *written.doubts,
                *unsupported(raw),
                *filter(None, (refused_key(each.key) for each in written.conditions)),
            ),
            origin=_origin(written),
            path=self.place(written.path),
        )

    def either(
        self,
        raw: Mapping[str, Any],
        name: str,
        listed: tuple[Value, ...],
        omitted: tuple[Value, ...],
    ) -> tuple[tuple[Text, ...], bool]:
        """Return the strings of an element or of its Not form, and whether it is the Not form."""
        for each, values in ((name, listed), (f"Not{name}", omitted)):
            if each in raw:
                if isinstance(raw[each], (list, tuple)) and not raw[each]:
                    empty = Unknown(f"{each} lists nothing, and AWS takes no such statement")
                    return (empty,), each != name
                texts = self.texts(values)
                return tuple(map(partial(self.taken, name, raw), texts)), each != name
        return (), False

    def taken(self, name: str, raw: Mapping[str, Any], text: Text) -> Text:
        """Return a string of Action or Resource; one that AWS rejects is not known."""
        if not isinstance(text, str) or not text.isascii():
            return text
        if name == "Action":
            return taken_action(text)
        found = taken_resource(
            text,
            of_identity="Principal" not in raw and "NotPrincipal" not in raw,
            widens=raw.get("Effect") == "Deny" or "NotResource" in raw,
            variables=self.has_variables,
        )
        return taken_default(text) if found == text and self.has_variables else found

    @property
    def has_variables(self) -> bool:
        return self.version == VARIABLES_SINCE

    def texts(self, values: Iterable[Value]) -> tuple[Text, ...]:
        return tuple(self.data.unknown.get(value.path, value.text) for value in values)

    def conditions(self, written: WrittenStatement) -> Iterator[Condition]:
        repeated = repeated_keys((each.operator, each.key) for each in written.conditions)
        for each in written.conditions:
            if refused_key(each.key):
                continue
            values = self.texts(each.values)
            if (each.operator.lower(), each.key.lower()) in repeated:
                values = (REPEATED_KEY,)
            elif self.has_variables:
                widens = each.negated or not written.allows
                values = tuple(self.compared(each, value, widens=widens) for value in values)
            yield Condition(each.operator, each.key, values, self.place(each.path))

    def compared(self, condition: WrittenCondition, text: Text, *, widens: bool) -> Text:
        """Return a value of a condition; with a variable that AWS does not define it is unknown."""
        use = condition.use
        if not isinstance(text, str) or not text.isascii() or use is None:
            return text
        found = taken_variables(text) if widens and use.operator.variables else text
        return taken_default(text) if found == text and use.operator.wildcards else found

    def principals(self, written: WrittenStatement) -> Mapping[str, tuple[Text, ...]] | None:
        name = "Principal" if "Principal" in written.raw else "NotPrincipal"
        if name not in written.raw:
            return None
        value = written.raw[name]
        doubt = why_unread(value)
        if doubt:
            return {"*": (value if isinstance(value, Unknown) else Unknown(doubt),)}
        named = [each for each in written.principals if each.element == name]
        if isinstance(value, Mapping):
            kinds = [kind for kind in PRINCIPAL_TYPES if kind in value]
        else:
            kinds = ["*"] if value == "*" else []
        found = {
            kind: tuple(
                taken_principal(kind, text) if isinstance(text, str) else text
                for text in self.texts(each.value for each in named if each.kind == kind)
            )
            for kind in kinds
        }
        lists_nothing = isinstance(value, Mapping) and not (found and all(found.values()))
        return {"*": (NO_PRINCIPAL,)} if lists_nothing else found
