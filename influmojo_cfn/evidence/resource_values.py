"""What code hands to an SDK, as the values that grants take: a literal, or a parameter.

A literal is taken. An environment variable becomes a parameter named after it, whose default is
what the task definition, or in init the Compose file, gives it. Anything else becomes a parameter
without a default, and its place in the code is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.app.parameters import PLAIN_NAME, names_a_secret, sounds_secret
from influmojo_cfn.app.values import literal, takes
from influmojo_cfn.evidence.code_value import (
    CodeValue,
    EnvironmentVariable,
    Literal,
    UnknownExpression,
)
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.iam.arn import parse_arn

Resource = str | dict[str, Any]
_ADDRESS = re.compile(r"(?:.*<)?\s*([^<>\s@]+@[^<>\s@]+)\s*>?")
_LONGEST_NAME = 60
_MEMBER = re.compile(r"(?:\w+\.)+([A-Z][A-Z0-9_]+)")
"""A member that is named as variables of the environment are."""


@dataclass
class ParameterNames:
    """The parameters of one app: each name represents one thing of one type.

    ``unknown`` says of each parameter without a default where the code needs it; ``given_in`` is
    what gives the environment its values. ``variables`` has, for each parameter of a variable, the
    variable and its value.
    """

    environment: Mapping[str, str]
    taken: dict[str, object] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)
    made: dict[str, dict[str, Any]] = field(default_factory=dict)
    given_in: str = "a task definition"
    variables: dict[str, tuple[str, str]] = field(default_factory=dict)

    def named(self, wanted: str, key: object) -> str:
        """Return a name for what ``key`` represents: the wanted one, or with a number."""
        number = 1
        name = wanted
        while self._differs_in_case(name) or self.taken.setdefault(name, key) != key:
            number += 1
            name = f"{wanted}{number}"
        return name

    def _differs_in_case(self, name: str) -> bool:
        """Return whether another name is spelled alike but for its case, which no app may have."""
        return name not in self.taken and name.lower() in {each.lower() for each in self.taken}

    def accepts(self, name: str, default: str) -> bool:
        """Return whether a parameter's type takes a default: a plain name can share an ARN's."""
        key = self.taken.get(name)
        kind = key[1] if isinstance(key, tuple) else ""
        return kind in ARGUMENT_TYPES and takes(ARGUMENT_TYPES[kind], default)

    def of_variable(self, wanted: str, variable: str, kind: str) -> str:
        """Return the parameter of an environment variable, which a plain name shares."""
        known = self.taken.get(wanted)
        if kind == PLAIN_NAME and isinstance(known, tuple) and known[0] == variable:
            return wanted
        if known == (variable, PLAIN_NAME):
            default = str(self.made[wanted]["default"])
            if not default or takes(ARGUMENT_TYPES[kind], default):
                self.taken[wanted] = (variable, kind)
        value = self.environment.get(variable, "")
        name = self.named(wanted, (variable, kind))
        known = self.variables.get(name, ("", ""))[1]
        if value and known not in ("", value):
            # Another service's: one parameter cannot have both values.
            name = self.named(wanted, (variable, kind, value))
        self.variables[name] = (variable, value or known)
        return name


def resource_of(
    value: CodeValue, form: str, kind: str, place: str, names: ParameterNames, argument: str
) -> Resource:
    """Return what an argument of a grant takes for a value of the code.

    Args:
        value: the value.
        form: how its text is read, see :class:`influmojo_cfn.data.action_grants.GrantArgument`.
        kind: the argument's type in the catalog.
        place: the file and line of the call.
        names: the parameters of the app so far.
        argument: what the value is, where nothing else names it.
    """
    if isinstance(value, Literal):
        text = name_in(value.text, form)
        if is_value(text, kind):
            return text
        article = "an" if kind[0] in "aeiou" else "a"
        value = UnknownExpression(
            f"{value.text!r}, which is not {article} {kind.replace('_', ' ')}"
        )
    if isinstance(value, EnvironmentVariable):
        return _of_environment(value, form, kind, names, argument)
    variable = _read_settings(value, names)
    if variable is not None:
        return _of_environment(variable, form, kind, names, argument)
    name = names.named(
        _camel(_noun(value.expression, argument)), (value, place.rpartition(":")[0], kind)
    )
    shown = value.expression if len(value.expression) <= _LONGEST_NAME else "an expression"
    known = "" if ", which is not" in shown or not shown else " is not known"
    names.unknown.setdefault(name, f"{place}: {shown or 'the call does not name it'}{known}")
    return names.made.setdefault(
        name,
        {
            "parameter": name,
            "default": "",
            "description": f"{_words(argument)} that {place} uses. Empty: no permission."[:240],
        },
    )


def _read_settings(value: UnknownExpression, names: ParameterNames) -> EnvironmentVariable | None:
    """Return the variable that settings such as ``env.UPLOADS_BUCKET`` are read from, if given."""
    member = _MEMBER.fullmatch(value.expression)
    return EnvironmentVariable(member[1]) if member and member[1] in names.environment else None


def _of_environment(
    value: EnvironmentVariable, form: str, kind: str, names: ParameterNames, argument: str
) -> Resource:
    given = names.environment.get(value.name) or value.default
    default = name_in(given, form) if given else ""
    of_arn = form == "arn" or kind == "resource_arn"
    wanted = _camel(value.name if not of_arn or value.name.endswith("ARN") else f"{value.name}_ARN")
    name = names.of_variable(wanted, value.name, kind)
    if not is_value(default, kind) or default == "*":
        default = ""
    # A parameter has its default as it is: no prefix is implied.
    default = default and literal(ARGUMENT_TYPES[kind], default)
    made = names.made.get(name)
    if made and made["default"]:
        return made
    if made and default and names.accepts(name, default):
        made["default"] = default
        names.unknown.pop(name, None)
    if not default:
        reason = (
            f"{value.name} has no value in {names.given_in}"
            if not given
            else (f"{given!r}, the value of {value.name}, names none")
        )
        names.unknown.setdefault(name, reason)
    return names.made.setdefault(
        name,
        {
            "parameter": name,
            "default": default,
            "description": f"{_kind_words(kind, argument)} of environment variable {value.name}.",
        },
    )


_INITIALS = {"arn": "ARN", "id": "ID", "kms": "KMS"}


def _kind_words(kind: str, argument: str) -> str:
    if kind == PLAIN_NAME:
        return f"{_words(argument)} name"
    words = [_INITIALS.get(word, word) for word in kind.split("_")]
    return " ".join(["The", *words])


def name_in(text: str, form: str) -> str:
    """Return what of a string names the resource, by its form."""
    arn = parse_arn(text)
    if form in ("role", "model") and arn is not None:
        return arn.resource.partition("/")[2]
    if form in ("name", "family") and arn is not None:
        last = re.split(r"[:/]", arn.resource)
        if form == "family" or arn.service == "lambda":
            # What follows the name is a revision, an alias or a version.
            return last[1] if len(last) > 1 else last[0]
        return last[-1]
    if form == "family":
        return text.partition(":")[0]
    if form == "queue":
        return re.split(r"[:/]", text.rstrip("/"))[-1]
    if form == "host":
        return text.partition(".")[0]
    if form == "identity":
        found = _ADDRESS.fullmatch(text)
        return found[1].partition("@")[2] if found else text
    return text


def sender_of(text: str) -> str:
    """Return the address of a sender, such as ``orders@example.com``; empty where it has none."""
    found = _ADDRESS.fullmatch(text)
    return found[1] if found else ""


def is_value(text: str, kind: str) -> bool:
    """Return whether a string is a value of an argument type of the catalog."""
    row = ARGUMENT_TYPES[kind]
    return bool(text) and takes(row, literal(row, text))


def _noun(expression: str, argument: str) -> str:
    """Return the last name of an expression, or of its index, where it says more than a word."""
    quoted = re.findall(r"[\[.(]\s*[\"'](\w+)[\"']\s*[\])]", expression)
    plain = re.sub(r"[\"'].*?[\"']|, which is not.*", "", expression)
    found = quoted or re.findall(r"[A-Za-z_]\w*", plain)
    # What is called a name alone is that of what stands before it.
    count = 2 if found and found[-1].lower() in ("arn", "id", "name", "url") else 1
    name = "_".join(found[-count:])
    return name if 2 < len(name.strip("_")) <= _LONGEST_NAME else argument


def _camel(name: str) -> str:
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)
    text = "".join(part[:1].upper() + part[1:].lower() for part in parts)
    text = text if text[:1].isalpha() else f"Value{text}"
    return f"{text}Name" if sounds_secret(text) and not names_a_secret(text) else text


def _words(argument: str) -> str:
    parts = [part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", argument)]
    return " ".join(["The", *("ARN" if part == "arn" else part for part in parts)])
