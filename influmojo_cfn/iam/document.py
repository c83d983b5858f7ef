"""IAM policy documents as values: read strictly, every problem reported with its place.

Where AWS takes one value for a list, so do we: a single statement, action, resource, principal or
condition value. Numbers and booleans of conditions become the texts that AWS compares.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
(read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from influmojo_cfn.errors import Located, Path, Problem, TemplateError, did_you_mean, key_path
from influmojo_cfn.iam.unknown import MaybeStatement, Text, Unknown
from influmojo_cfn.iam.values import number_text

VERSIONS = ("2012-10-17", "2008-10-17")
DEFAULT_VERSION = "2008-10-17"
"""What a policy without Version has: a language without policy variables."""

POLICY_ELEMENTS = ("Version", "Id", "Statement")
STATEMENT_ELEMENTS = (
    "Sid",
    "Principal",
    "NotPrincipal",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)
PRINCIPAL_TYPES = ("AWS", "Service", "Federated", "CanonicalUser")

PolicyType = Literal["identity", "trust", "resource"]
"""Which elements belong in a policy: an identity policy names no principal, a trust policy no
resource, and a resource policy needs a principal."""


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

    ``not_action``, ``not_resource`` and ``not_principal`` say that the list names what is left
    out; ``principals`` maps a principal type (``AWS``, ``Service`` ...; ``*`` for everyone) to
    identifiers and is None where there is no such element. ``unknown`` holds reasons why it
    cannot be told whether the statement applies at all.
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
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Policy:
    """A policy. ``name`` tells people which one it is; ``source`` is the text it was read from.

    ``unknown`` holds reasons why some of its statements are not known at all. ``within_segments``
    says that a ``*`` of a whole ARN in Resource stays in its segment: so people mean it in a claim,
    while AWS may let one of its policies reach further.
    """

    statements: tuple[Statement, ...]
    name: str = ""
    version: str = DEFAULT_VERSION
    unknown: tuple[str, ...] = ()
    within_segments: bool = False
    path: Path = field(default=(), compare=False)
    source: Located | None = field(default=None, compare=False, repr=False)

    @property
    def has_variables(self) -> bool:
        """Return whether ``${...}`` is a policy variable here: only in version 2012-10-17."""
        return self.version == "2012-10-17"

    def where(self, path: Path) -> str:
        """Return ``file:line`` of a path of the text it was read from, or nothing."""
        return self.source.where(path) if self.source and self.source.source else ""


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
        kind: which elements it may and must have.
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
    reader = _PolicyReader(kind, name, source, place)
    policy = reader.policy(document, path)
    return policy, tuple(reader.problems)


def document_of(policy: Policy) -> dict[str, Any]:
    """Return the JSON document of a policy, the one that :func:`parse_policy` reads back.

    Raises:
        ValueError: a part of the policy is unknown, so that no document says the same.
    """
    statements = [_statement_document(statement) for statement in policy.statements]
    if policy.unknown or any(statement.unknown for statement in policy.statements):
        raise ValueError("a policy with unknown parts has no document")
    return {"Version": policy.version, "Statement": statements}


def is_intrinsic(value: object) -> bool:
    """Return whether a value is a CloudFormation function that was not resolved."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return False
    key = next(iter(value))
    return isinstance(key, str) and (key == "Ref" or key.startswith("Fn::"))


class _PolicyReader:
    """Reads one document and gathers its problems."""

    def __init__(
        self, kind: PolicyType, name: str, source: Located | None, place: Callable[[Path], Path]
    ) -> None:
        self.kind = kind
        self.name = name
        self.source = source
        self.place = place
        self.problems: list[Problem] = []

    def problem(self, path: Path, message: str) -> None:
        path = self.place(path)
        source = self.source if self.source and self.source.source else None
        place = key_path(path) or self.name
        self.problems.append(Problem.at(source, path, message, place=place))

    def policy(self, document: object, path: Path) -> Policy:
        unknown = _unknown(document)
        if unknown:
            return Policy((), self.name, unknown=(unknown.reason,), path=path, source=self.source)
        if not isinstance(document, Mapping):
            self.problem(path, f"a policy document is a mapping, not {_kind_of(document)}")
            return Policy((), self.name, path=path, source=self.source)
        self.elements(document, POLICY_ELEMENTS, path)
        version = document.get("Version", DEFAULT_VERSION)
        if version not in VERSIONS:
            self.problem((*path, "Version"), f"is {version!r}; expected {' or '.join(VERSIONS)}")
            version = DEFAULT_VERSION
        if "Statement" not in document:
            self.problem(path, "has no Statement")
        statements: list[Statement] = []
        reasons: list[str] = []
        for item, where in _listed(document.get("Statement", []), (*path, "Statement")):
            found = self.statement(item, where)
            if isinstance(found, Statement):
                statements.append(found)
            elif found:
                reasons.append(found.reason)
        return Policy(
            tuple(statements), self.name, version, tuple(reasons), path=path, source=self.source
        )

    def elements(self, found: Mapping[Any, Any], known: tuple[str, ...], path: Path) -> None:
        for key in found:
            if key not in known:
                hint = did_you_mean(str(key), known)
                self.problem((*path, str(key)), f"is not an element of a policy{hint}")

    def statement(self, data: object, path: Path) -> Statement | Unknown | None:
        unknown = _unknown(data)
        if unknown:
            return unknown
        if not isinstance(data, Mapping):
            self.problem(path, f"a statement is a mapping, not {_kind_of(data)}")
            return None
        self.elements(data, STATEMENT_ELEMENTS, path)
        effect = data.get("Effect")
        unknown = _unknown(effect)
        if effect not in ("Allow", "Deny") and not unknown:
            found = f"is {effect!r}" if "Effect" in data else "is missing"
            self.problem((*path, "Effect"), f"{found}; expected Allow or Deny")
        action, not_action = self.either(data, "Action", path, required=True)
        resource, not_resource = self.either(
            data, "Resource", path, required=self.kind == "identity"
        )
        if self.kind == "trust" and resource is not None:
            self.problem((*path, "Resource"), "does not belong in a trust policy")
        principals, not_principal = self.principals(data, path)
        conditions, reasons = self.conditions(data.get("Condition", {}), (*path, "Condition"))
        if isinstance(data, MaybeStatement):
            reasons = (*reasons, data.reason)
        sid = data.get("Sid")
        if sid is not None and not isinstance(sid, str):
            if not _unknown(sid):
                self.problem((*path, "Sid"), f"is a text, not {_kind_of(sid)}")
            sid = None
        if unknown:
            return unknown
        return Statement(
            effect="Deny" if effect == "Deny" else "Allow",
            actions=action or (),
            resources=resource or (),
            conditions=conditions,
            sid=sid,
            not_action=not_action,
            not_resource=not_resource,
            principals=principals,
            not_principal=not_principal,
            unknown=reasons,
            path=self.place(path),
        )

    def either(
        self, data: Mapping[str, Any], name: str, path: Path, *, required: bool
    ) -> tuple[tuple[Text, ...] | None, bool]:
        """Read an element or its Not form; None where neither is there."""
        negated = f"Not{name}"
        if name in data and negated in data:
            self.problem((*path, negated), f"cannot stand beside {name}")
        for each in (name, negated):
            if each in data:
                if isinstance(data[each], (list, tuple)) and not data[each]:
                    empty = Unknown(f"{each} lists nothing, and AWS takes no such statement")
                    return (empty,), each == negated
                return self.texts(data[each], (*path, each)), each == negated
        if required:
            self.problem(path, f"has no {name} and no {negated}")
        return None, False

    def texts(self, data: object, path: Path) -> tuple[Text, ...]:
        found: list[Text] = []
        for item, where in _listed(data, path):
            unknown = _unknown(item)
            if unknown:
                found.append(unknown)
            elif isinstance(item, str):
                found.append(item)
            else:
                self.problem(where, f"is a text, not {_kind_of(item)}")
        return tuple(found)

    def principals(
        self, data: Mapping[str, Any], path: Path
    ) -> tuple[Mapping[str, tuple[Text, ...]] | None, bool]:
        present = [name for name in ("Principal", "NotPrincipal") if name in data]
        if len(present) == 2:
            self.problem((*path, "NotPrincipal"), "cannot stand beside Principal")
        if not present:
            if self.kind != "identity":
                self.problem(path, "has no Principal and no NotPrincipal")
            return None, False
        name = present[0]
        where = (*path, name)
        if self.kind == "identity":
            self.problem(where, "does not belong in an identity policy")
        value = data[name]
        negated = name == "NotPrincipal"
        unknown = _unknown(value)
        if unknown:
            return {"*": (unknown,)}, negated
        if value == "*":
            return {"*": ("*",)}, negated
        if not isinstance(value, Mapping):
            self.problem(where, f"is '*' or a mapping, not {_kind_of(value)}")
            return {}, negated
        for kind in value:
            if kind not in PRINCIPAL_TYPES:
                hint = did_you_mean(str(kind), PRINCIPAL_TYPES)
                self.problem((*where, str(kind)), f"is not a kind of principal{hint}")
        return {
            kind: self.texts(value[kind], (*where, kind))
            for kind in PRINCIPAL_TYPES
            if kind in value
        }, negated

    def conditions(self, data: object, path: Path) -> tuple[tuple[Condition, ...], tuple[str, ...]]:
        unknown = _unknown(data)
        if unknown:
            return (), (unknown.reason,)
        if not isinstance(data, Mapping):
            self.problem(path, f"is a mapping of operators, not {_kind_of(data)}")
            return (), ()
        found: list[Condition] = []
        reasons: list[str] = []
        for operator, keys in data.items():
            where = (*path, str(operator))
            unknown = _unknown(keys)
            if unknown:
                reasons.append(unknown.reason)
            elif not isinstance(keys, Mapping):
                self.problem(where, f"is a mapping of condition keys, not {_kind_of(keys)}")
            else:
                for key, values in keys.items():
                    inner = (*where, str(key))
                    texts = self.condition_values(values, inner)
                    found.append(Condition(str(operator), str(key), texts, self.place(inner)))
        return tuple(found), tuple(reasons)

    def condition_values(self, data: object, path: Path) -> tuple[Text, ...]:
        found: list[Text] = []
        for item, where in _listed(data, path):
            unknown = _unknown(item)
            if unknown:
                found.append(unknown)
            elif isinstance(item, bool):
                found.append("true" if item else "false")
            elif isinstance(item, (str, int, float)):
                found.append(item if isinstance(item, str) else number_text(item))
            else:
                self.problem(where, f"is a text, a number or a boolean, not {_kind_of(item)}")
        return tuple(found)


def _listed(data: object, path: Path) -> list[tuple[object, Path]]:
    """Return the items of a list with their places, or a single value as its only item."""
    if isinstance(data, (list, tuple)):
        return [(item, (*path, index)) for index, item in enumerate(data)]
    return [(data, path)]


def _unknown(value: object) -> Unknown | None:
    if isinstance(value, Unknown):
        return value
    if is_intrinsic(value) and isinstance(value, Mapping):
        return Unknown(f"{next(iter(value))} is not resolved")
    return None


def _kind_of(value: object) -> str:
    if value is None:
        return "nothing"
    names = {dict: "a mapping", list: "a list", bool: "a boolean", str: "a text"}
    numbers = {int: "a number", float: "a number"}
    return {**names, **numbers}.get(type(value), type(value).__name__)


def _statement_document(statement: Statement) -> dict[str, Any]:
    document: dict[str, Any] = {}
    if statement.sid is not None:
        document["Sid"] = statement.sid
    document["Effect"] = statement.effect
    if statement.principals is not None:
        name = "NotPrincipal" if statement.not_principal else "Principal"
        everyone = statement.principals == {"*": ("*",)}
        document[name] = (
            "*" if everyone else {k: _plain(v) for k, v in statement.principals.items()}
        )
    document["NotAction" if statement.not_action else "Action"] = _plain(statement.actions)
    if statement.resources or statement.principals is None:
        name = "NotResource" if statement.not_resource else "Resource"
        document[name] = _plain(statement.resources)
    for condition in statement.conditions:
        block = document.setdefault("Condition", {})
        block.setdefault(condition.operator, {})[condition.key] = _plain(condition.values)
    return document


def _plain(texts: tuple[Text, ...]) -> list[str]:
    if any(isinstance(text, Unknown) for text in texts):
        raise ValueError("a policy with unknown parts has no document")
    return [str(text) for text in texts]
