"""What is wrong with the shape of a policy document, each problem with its place.

The grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
(read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from influmojo_cfn.errors import Path, did_you_mean
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.input_files import POLICY, other_type

VERSIONS = ("2012-10-17", "2008-10-17")
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

ShapeProblem = tuple[Path, str]
"""The place of a problem in the document, and what it is."""


def document_problems(
    document: object, kind: PolicyType = "identity", path: Path = ()
) -> Iterator[ShapeProblem]:
    """Yield what is wrong with a document (intrinsics resolved, or unknown), in its order.

    What is not known is never wrong.
    """
    if _is_unknown(document):
        return
    if not isinstance(document, Mapping):
        yield path, f"is {_kind_of(document)}, not a policy document; expected a mapping"
        return
    if other := other_type(document, POLICY):
        yield path, other
        return
    yield from _elements(document, POLICY_ELEMENTS, path)
    version = document.get("Version", VERSIONS[-1])
    if version not in VERSIONS:
        yield (*path, "Version"), f"is {version!r}; expected {' or '.join(VERSIONS)}"
    if "Statement" not in document:
        yield path, "has no Statement"
    for item, where in _listed(document.get("Statement", []), (*path, "Statement")):
        yield from _statement(item, kind, where)


def _statement(data: object, kind: PolicyType, path: Path) -> Iterator[ShapeProblem]:
    if _is_unknown(data):
        return
    if not isinstance(data, Mapping):
        yield path, f"a statement is a mapping, not {_kind_of(data)}"
        return
    yield from _elements(data, STATEMENT_ELEMENTS, path)
    effect = data.get("Effect")
    if effect not in ("Allow", "Deny") and not _is_unknown(effect):
        found = f"is {effect!r}" if "Effect" in data else "is missing"
        yield (*path, "Effect"), f"{found}; expected Allow or Deny"
    yield from _either(data, "Action", path, required=True)
    yield from _either(data, "Resource", path, required=kind == "identity")
    if kind == "trust" and ("Resource" in data or "NotResource" in data):
        yield (*path, "Resource"), "does not belong in a trust policy"
    yield from _principals(data, kind, path)
    yield from _conditions(data.get("Condition", {}), (*path, "Condition"))
    sid = data.get("Sid")
    if sid is not None and not isinstance(sid, (str, int, float)) and not _is_unknown(sid):
        yield (*path, "Sid"), f"is a string, not {_kind_of(sid)}"


def _elements(
    found: Mapping[Any, Any], known: tuple[str, ...], path: Path
) -> Iterator[ShapeProblem]:
    for key in found:
        if key not in known:
            hint = did_you_mean(str(key), known)
            yield (*path, str(key)), f"is not an element of a policy{hint}"


def _either(
    data: Mapping[str, Any], name: str, path: Path, *, required: bool
) -> Iterator[ShapeProblem]:
    """Yield what is wrong with an element or its Not form."""
    negated = f"Not{name}"
    if name in data and negated in data:
        yield (*path, negated), f"cannot be combined with {name}"
    present = [each for each in (name, negated) if each in data]
    if present:
        yield from _texts(data[present[0]], (*path, present[0]))
    elif required:
        yield path, f"has no {name} and no {negated}"


def _texts(data: object, path: Path, kinds: tuple[type, ...] = (str,)) -> Iterator[ShapeProblem]:
    for item, where in _listed(data, path):
        if type(item) not in kinds and not isinstance(item, str) and not _is_unknown(item):
            yield where, f"is a string, not {_kind_of(item)}"


def _principals(data: Mapping[str, Any], kind: PolicyType, path: Path) -> Iterator[ShapeProblem]:
    present = [name for name in ("Principal", "NotPrincipal") if name in data]
    if len(present) == 2:
        yield (*path, "NotPrincipal"), "cannot be combined with Principal"
    if not present:
        if kind != "identity":
            yield path, "has no Principal and no NotPrincipal"
        return
    where = (*path, present[0])
    if kind == "identity":
        yield where, "does not belong in an identity policy"
    value = data[present[0]]
    if _is_unknown(value) or value == "*":
        return
    if not isinstance(value, Mapping):
        yield where, f"is '*' or a mapping, not {_kind_of(value)}"
        return
    for each in value:
        if each not in PRINCIPAL_TYPES:
            hint = did_you_mean(str(each), PRINCIPAL_TYPES)
            yield (*where, str(each)), f"is not a kind of principal{hint}"
    for each in PRINCIPAL_TYPES:
        if each in value:
            kinds = (str, int) if each == "AWS" else (str,)  # an account that is not quoted
            yield from _texts(value[each], (*where, each), kinds)


def _conditions(data: object, path: Path) -> Iterator[ShapeProblem]:
    if _is_unknown(data):
        return
    if not isinstance(data, Mapping):
        yield path, f"is a mapping of operators, not {_kind_of(data)}"
        return
    for operator, keys in data.items():
        where = (*path, str(operator))
        if _is_unknown(keys):
            continue
        if not isinstance(keys, Mapping):
            yield where, f"is a mapping of condition keys, not {_kind_of(keys)}"
            continue
        for key, values in keys.items():
            for item, place in _listed(values, (*where, str(key))):
                if not isinstance(item, (str, int, float)) and not _is_unknown(item):
                    yield place, f"is a string, a number or a Boolean, not {_kind_of(item)}"


def _listed(data: object, path: Path) -> list[tuple[object, Path]]:
    """Return the items of a list with their places, or a single value as its only item."""
    if isinstance(data, (list, tuple)):
        return [(item, (*path, index)) for index, item in enumerate(data)]
    return [(data, path)]


def _is_unknown(value: object) -> bool:
    """Return whether a value is not known, as a function that was not resolved is not."""
    if isinstance(value, Unknown):
        return True
    if not isinstance(value, Mapping) or len(value) != 1:
        return False
    key = next(iter(value))
    return isinstance(key, str) and (key == "Ref" or key.startswith("Fn::"))


def _kind_of(value: object) -> str:
    if value is None:
        return "nothing"
    names = {dict: "a mapping", list: "a list", bool: "a Boolean", str: "a string"}
    numbers = {int: "a number", float: "a number"}
    return {**names, **numbers}.get(type(value), type(value).__name__)
