"""Placeholders that a pipeline fills in before it registers a task definition.

Tools spell them in many ways. A string that holds one is not known, but for the parts next to it:
``${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/web`` is an image of the repository web.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.cloudformation.sections import with_parts
from influmojo_cfn.data.placeholder_spellings import (
    BRACED_DOLLAR,
    DOLLAR,
    DYNAMIC_REFERENCE,
    GITHUB_ACTIONS,
    UNMISTAKABLE,
)
from influmojo_cfn.errors import Path, key_path
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.task_definition.bare_words import MARK, opened

SPELLING = re.compile(
    "|".join((GITHUB_ACTIONS, BRACED_DOLLAR, DOLLAR, DYNAMIC_REFERENCE, *UNMISTAKABLE))
)
"""A placeholder in one of the spellings that have a beginning and an end."""

_MARKS = "$#@{}()<>%= "
_DEFAULT = re.compile(r":?[-=?+].*", re.DOTALL)
_VARIABLE = re.compile(r"(?i)(?:\w*_)?env\b\W{0,9}([a-z_]\w*)")
"""An environment variable in an expression: must_env `A`, env "A", env.A, lookup('env', 'A')."""
_FREE = frozenset({"environment", "command", "entryPoint", "healthCheck", "dockerLabels", "tags"})
"""Fields in which a dollar is a shell's or the application's, and that decide no permission."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """What fills placeholders in: values by name, images by container, and where tasks run."""

    values: Mapping[str, str] = field(default_factory=dict)
    images: Mapping[str, str] = field(default_factory=dict)
    account: str | None = None
    region: str | None = None


@dataclass(frozen=True, kw_only=True)
class Placeholder:
    """A placeholder that nothing fills in, and where it is."""

    text: str
    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.text} (line {self.line}, {key_path(self.path)})"


def name_of(placeholder: str) -> str:
    """Return the name in a placeholder: IMAGE of ``${IMAGE:-nginx}`` and of ``{{ env.IMAGE }}``."""
    name = _expression(placeholder)
    variable = _VARIABLE.search(name)
    return variable[1] if variable else name.removeprefix("__").removesuffix("__").strip()


def _expression(placeholder: str) -> str:
    """Return what a placeholder has between its marks: env.IMAGE of ``{{ env.IMAGE }}``."""
    name = placeholder.strip(_MARKS)
    return _DEFAULT.sub("", name, count=1) if placeholder.startswith("${") else name


@dataclass
class PlaceholderReader:
    """Fills in what is given in a task definition's data, and makes the rest unknown.

    ``line`` tells the line of a path; ``used`` gathers the names of the values that were used.
    """

    given: Given
    line: Callable[[Path], int]
    found: list[Placeholder] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def read(self, data: Any, path: Path = ()) -> Any:
        """Return data in which strings with placeholders are filled in or unknown."""
        if isinstance(data, Mapping):
            # In a log router's options a dollar is the router's own.
            routed = data.get("logDriver") == "awsfirelens"
            return {
                key: self._member(key, value, (*path, key), routed=routed and key == "options")
                for key, value in data.items()
            }
        if isinstance(data, list):
            return [self.read(item, (*path, index)) for index, item in enumerate(data)]
        return self.text(data, path) if isinstance(data, str) else data

    def _member(self, key: str, value: Any, path: Path, *, routed: bool) -> Any:
        if routed and isinstance(value, Mapping):
            return {
                name: item
                if not isinstance(item, str) or "$" in item
                else self.text(item, (*path, name))
                for name, item in self._filled_all(value).items()
            }
        if key not in _FREE:
            return self.read(value, path)
        if isinstance(value, str):
            return self.text(value, path)
        filled = self._filled_all(value)
        if key == "environment" and isinstance(filled, list):
            # A variable is a mapping; a placeholder represents the whole of one, or several.
            return [
                self.text(item, (*path, index))
                if isinstance(item, str) and SPELLING.fullmatch(item)
                else item
                for index, item in enumerate(filled)
            ]
        return filled

    def _filled_all(self, data: Any) -> Any:
        """Fill in what is given, and leave the rest of it as it is."""
        return self.filled(data) if isinstance(data, str) else with_parts(data, self._filled_all)

    def text(self, text: str, path: Path) -> Any:
        """Return a string with what is given in it, unknown where a placeholder is left."""
        text = self.filled(text)
        key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        left: list[str] = SPELLING.findall(text)
        # Each placeholder becomes one character that no field's value holds.
        marked = SPELLING.sub(MARK, _with_host(text) if key == "image" else text)
        covers, words = opened(marked, key, account=self.given.account, region=self.given.region)
        # A value that represents the whole of a word fills it in.
        for word in words:
            if word in self.given.values:
                self.used.add(word)
                return self.text(text.replace(word, self.given.values[word]), path)
        covers = re.sub(r"\*+", "*", covers.replace(MARK, "*"))
        if not left and not words:
            return covers
        if not re.search(r"[*?]", covers):
            return covers
        line = self.line(path)
        names = list(dict.fromkeys((*left, *words)))
        self.found += [Placeholder(text=name, path=path, line=line) for name in names]
        verb = "is" if len(names) == 1 else "are"
        return Unknown(f"{', '.join(names)} on line {line} {verb} not filled in", covers)

    def filled(self, text: str) -> str:
        """Fill in the values that are given."""

        def value(found: re.Match[str]) -> str:
            for key in (name_of(found.group()), _expression(found.group()), found.group()):
                if key in self.given.values:
                    self.used.add(key)
                    return self.given.values[key]
            return found.group()

        return SPELLING.sub(value, text)


def _with_host(image: str) -> str:
    """Return an image with the parts of an ECR host where a placeholder represents all of it."""
    host = SPELLING.match(image)
    if host is None or image[host.end() : host.end() + 1] != "/":
        return image
    if not re.search(r"(?i)ecr|aws", host.group()):
        return image
    return f"{host.group()}.dkr.ecr.{host.group()}.{host.group()}{image[host.end() :]}"
