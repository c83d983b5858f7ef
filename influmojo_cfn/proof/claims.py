"""Claims about roles: a file that a security person writes and reads.

    for-every: [EnvironmentName]
    claims:
      - claim: The task role never touches a bucket of anybody else
        role: TaskRole
        never:
          actions: s3:*
          not-resources: arn:aws:s3:::influmojo-*
      - claim: Only ECS tasks of this account become a role
        only-trusted-by:
          principals: {Service: ecs-tasks.amazonaws.com}
          conditions: {StringEquals: {aws:SourceAccount: "${AWS::AccountId}"}}

Texts may hold ``${AWS::AccountId}`` and the other pseudo parameters, and parameters of the
template; any other ``${...}`` is a policy variable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from influmojo_cfn.errors import Problem, TemplateError, did_you_mean
from influmojo_cfn.evaluation.policy import Policy, read_policy
from influmojo_cfn.yaml import Document, Path

Kind = Literal["never", "always", "only-trusted-by", "no-wider-than", "nothing-beyond-the-app"]
KINDS: tuple[Kind, ...] = (
    "never",
    "always",
    "only-trusted-by",
    "no-wider-than",
    "nothing-beyond-the-app",
)
_SHAPE_KEYS = {
    "actions": "Action",
    "not-actions": "NotAction",
    "resources": "Resource",
    "not-resources": "NotResource",
    "conditions": "Condition",
}
_TRUST_KEYS = {"principals": "Principal", "conditions": "Condition", "actions": "Action"}
_TOP_KEYS = ("for-every", "claims")
_CLAIM_KEYS = ("claim", "role", "roles", *KINDS)


@dataclass(frozen=True)
class Claim:
    """One claim. ``roles`` is empty for every role of the template; ``argument`` is as written."""

    title: str
    kind: Kind
    argument: Any
    roles: tuple[str, ...] = ()
    path: Path = ()

    def policy(self, fill: Callable[[str], str], source: Document | None = None) -> Policy:
        """Give the requests that a never, always or only-trusted-by claim is about, as a policy.

        Args:
            fill: puts values in the place of parameters.
            source: the claims file, for places in messages.

        Raises:
            TemplateError: a part of it is not what a policy holds.
        """
        trust = self.kind == "only-trusted-by"
        names = _TRUST_KEYS if trust else _SHAPE_KEYS
        statement: dict[str, Any] = {"Effect": "Allow"}
        for key, value in self.argument.items():
            statement[names[key]] = _filled(value, fill)
        if "NotAction" not in statement:
            statement.setdefault("Action", "*")
        if not trust and "NotResource" not in statement:
            statement.setdefault("Resource", "*")
        policy, problems = read_policy(
            {"Version": "2012-10-17", "Statement": [statement]},
            kind="trust" if trust else "identity",
            name=self.title,
        )
        if problems:
            place = source.where(self.path) if source else ""
            raise TemplateError(
                Problem(f"{place} {self.title}".strip(), f"{p.where}: {p.message}")
                for p in problems
            )
        return policy


@dataclass(frozen=True)
class Claims:
    """A claims file: the claims, and the parameters that are left open."""

    claims: tuple[Claim, ...]
    for_every: tuple[str, ...] = ()
    source: Document | None = None


def _filled(value: Any, fill: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return fill(value)
    if isinstance(value, list):
        return [_filled(item, fill) for item in value]
    if isinstance(value, Mapping):
        return {key: _filled(item, fill) for key, item in value.items()}
    return value


def parse_claims(document: Document) -> Claims:
    """Read a claims file.

    Raises:
        TemplateError: something in it is not a claim; every problem is listed with its place.
    """
    reader = _Reader(document)
    claims = reader.claims()
    if reader.problems:
        raise TemplateError(reader.problems)
    return claims


class _Reader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def problem(self, path: Path, message: str) -> None:
        keys = ".".join(map(str, path))
        self.problems.append(Problem(f"{self.document.where(path)} {keys}".strip(), message))

    def claims(self) -> Claims:
        data = self.document.data
        if not isinstance(data, Mapping):
            self.problem((), "a claims file is a mapping with the key 'claims'")
            return Claims(())
        self.known(data, _TOP_KEYS, ())
        rows = data.get("claims")
        if not isinstance(rows, list) or not rows:
            self.problem(("claims",), "is a list of claims, at least one")
            rows = []
        found = [self.claim(row, ("claims", index)) for index, row in enumerate(rows)]
        every = self.texts(data.get("for-every", []), ("for-every",))
        return Claims(tuple(c for c in found if c), every, self.document)

    def known(self, found: Mapping[Any, Any], keys: tuple[str, ...], path: Path) -> None:
        for key in found:
            if key not in keys:
                hint = did_you_mean(str(key), keys)
                self.problem(
                    (*path, str(key)),
                    f"is not known here{hint or '; expected one of ' + ', '.join(keys)}",
                )

    def texts(self, value: Any, path: Path) -> tuple[str, ...]:
        items = value if isinstance(value, list) else [value]
        if all(isinstance(item, str) for item in items):
            return tuple(items)
        self.problem(path, "is a text or a list of texts")
        return ()

    def claim(self, row: Any, path: Path) -> Claim | None:
        if not isinstance(row, Mapping):
            self.problem(path, "a claim is a mapping")
            return None
        self.known(row, _CLAIM_KEYS, path)
        kinds = [kind for kind in KINDS if kind in row]
        if len(kinds) != 1:
            self.problem(
                path, f"has {' and '.join(kinds) or 'none'} of {', '.join(KINDS)}; expected one"
            )
            return None
        kind = kinds[0]
        title = row.get("claim", "")
        if not isinstance(title, str) or not title:
            self.problem((*path, "claim"), "says in a sentence what is claimed")
        if "role" in row and "roles" in row:
            self.problem((*path, "roles"), "cannot stand beside role")
        key = "role" if "role" in row else "roles"
        roles = self.texts(row.get(key, []), (*path, key))
        argument = row[kind]
        self.argument(kind, argument, (*path, kind))
        return Claim(str(title), kind, argument, roles, path)

    def argument(self, kind: Kind, argument: Any, path: Path) -> None:
        if kind in ("never", "always", "only-trusted-by"):
            names = _TRUST_KEYS if kind == "only-trusted-by" else _SHAPE_KEYS
            if not isinstance(argument, Mapping) or not argument:
                self.problem(path, f"is a mapping of {', '.join(names)}")
                return
            self.known(argument, tuple(names), path)
            for name in ("actions", "resources"):
                if name in argument and f"not-{name}" in argument:
                    self.problem((*path, f"not-{name}"), f"cannot stand beside {name}")
            if kind == "only-trusted-by" and "principals" not in argument:
                self.problem(path, "has no principals")
        elif kind == "no-wider-than":
            if not isinstance(argument, str) or not argument:
                self.problem(
                    path, "is a template, a policy document or an AWS managed policy's ARN"
                )
        elif argument is not True and not isinstance(argument, str):
            self.problem(path, "is an app file, or true for the Influmojo app")


_REFERENCE = re.compile(r"\$\{([A-Za-z0-9]+|AWS::[A-Za-z]+)\}")


def filler(values: Mapping[str, str]) -> Callable[[str], str]:
    """Give a function that puts values in the place of ``${Name}``; others stay as they are."""
    return lambda text: _REFERENCE.sub(lambda found: values.get(found[1], found[0]), text)
