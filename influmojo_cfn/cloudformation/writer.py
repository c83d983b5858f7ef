"""A template dict written as YAML, in the order of its keys.

PyYAML's dumpers build a node for each value first, and choose a style by analysing each scalar
again: fifty times the cost of json.dumps. A template has few distinct scalars and one style, so
each distinct scalar is judged once and lines are appended as they come.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from influmojo_cfn.errors import Error, Problem

_STEP = "  "
_FLOW_WIDTH = 88
_LONGEST_SIMPLE_KEY = 1000

# What YAML does not print, or would break a line at, and the no-break space, which hides.
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\uf8ff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U0010ffff]"
)
"""What YAML takes only escaped, and what turns the order of letters round or is not seen."""
_PLAIN = re.compile(r"[A-Za-z_/$](?:[!-9;-~]|:(?=[!-~])|(?<! ) (?![ #]))*(?<! )")
_FLOW_PLAIN = re.compile(r"[A-Za-z_/$](?:[\w./*$-]|:(?=[\w:/.*$-]))*", re.ASCII)
_SHORT_FUNCTION = re.compile(r"Fn::(?!(?:Ref|Condition)$)([A-Za-z0-9]+)")
_WORDS = frozenset(
    word
    for name in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
    for word in (name, name.capitalize(), name.upper())
)
_LOGICAL = frozenset({"Fn::And", "Fn::Or", "Fn::Not"})
_ONE_LINERS = _LOGICAL | {"Fn::Equals", "Fn::If", "Fn::Join", "Fn::Select", "Fn::FindInMap"}


def dump(data: Any) -> str:
    """Return YAML text of a template dict, which :func:`.parse` reads back.

    Keys stay in their order; functions take their short form where YAML allows it. Lists and
    mappings are in block style, a condition of one line excepted.

    >>> from influmojo_cfn import dump
    >>> print(dump({"TopicName": {"Ref": "Name"}}), end="")
    TopicName: !Ref Name

    Args:
        data: mappings, lists, strings, numbers, Booleans and None; a :func:`build` result.

    Raises:
        Error: a part of it is of a type that templates have not.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
    """
    writer = _Writer()
    if isinstance(data, Mapping) and data and not writer.short_tag(data):
        writer.mapping(data, "", "")
    elif isinstance(data, (list, tuple)) and data:
        writer.sequence(data, "")
    else:
        writer.lines.append(writer.inline(data) + "\n")
    return "".join(writer.lines)


class _Writer:
    """Appends lines; ``scalars`` remembers the text of each distinct string."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.scalars: dict[str, str] = {}
        self.tags: dict[str, str | None] = {"Ref": "!Ref"}

    def mapping(self, data: Mapping[str, Any], first: str, indent: str) -> None:
        """Write a mapping's entries; the first line begins with ``first``, others ``indent``."""
        lines, scalars, value_of = self.lines, self.scalars, self.value
        lead = first
        for key, value in data.items():
            text = scalars.get(key) or self.scalar(key)
            if text[0] == "|" or len(text) > _LONGEST_SIMPLE_KEY:
                text = self._explicit_key(key, indent)
            if type(value) is str:
                found = scalars.get(value) or self.scalar(value)
                if found[0] != "|":
                    lines.append(f"{lead}{text}: {found}\n")
                    lead = indent
                    continue
            value_of(value, f"{lead}{text}:", indent, False)
            lead = indent

    def sequence(self, data: list[Any] | tuple[Any, ...], indent: str) -> None:
        """Write a list's items, each on its own line."""
        lines, scalars, value_of = self.lines, self.scalars, self.value
        dash = f"{indent}-"
        for item in data:
            if type(item) is str:
                found = scalars.get(item) or self.scalar(item)
                if found[0] != "|":
                    lines.append(f"{dash} {found}\n")
                    continue
            value_of(item, dash, indent, True)

    def value(self, value: Any, lead: str, indent: str, in_list: bool) -> None:
        """Write a value behind ``lead``, which ends in a key's colon, a dash or a tag."""
        deeper = indent + _STEP
        if isinstance(value, Mapping):
            if len(value) == 1 and self._function(value, lead, indent, in_list):
                return
            if not value:
                self.lines.append(f"{lead} {{}}\n")
            elif in_list:
                self.mapping(value, f"{lead} ", deeper)
            else:
                self.lines.append(f"{lead}\n")
                self.mapping(value, deeper, deeper)
        elif isinstance(value, (list, tuple)):
            if value:
                self.lines.append(f"{lead}\n")
                self.sequence(value, deeper)
            else:
                self.lines.append(f"{lead} []\n")
        elif isinstance(value, str):
            self._text(value, lead, deeper)
        else:
            self.lines.append(f"{lead} {_number(value)}\n")

    def _text(self, value: str, lead: str, indent: str) -> None:
        text = self.scalars.get(value) or self.scalar(value)
        if text[0] != "|":
            self.lines.append(f"{lead} {text}\n")
            return
        self.lines.append(f"{lead} {text}\n")
        for line in value.removesuffix("\n").split("\n"):
            self.lines.append(f"{indent}{line}\n" if line else "\n")

    def _function(self, value: Mapping[str, Any], lead: str, indent: str, in_list: bool) -> bool:
        """Write an intrinsic function in its short form; False where it has none here."""
        tag = self.short_tag(value, in_list)
        if tag is None:
            return False
        (name, argument), *_ = value.items()
        if isinstance(argument, str):
            self._text(argument, f"{lead} {tag}", indent + _STEP)
        elif name == "Fn::GetAtt" and (dotted := _dotted(argument)):
            self._text(dotted, f"{lead} {tag}", indent + _STEP)
        elif name in _ONE_LINERS and (flow := self.flow(argument, _FLOW_WIDTH)):
            self.lines.append(f"{lead} {tag} {flow}\n")
        else:
            self.value(argument, f"{lead} {tag}", indent, False)
        return True

    def short_tag(self, value: Mapping[str, Any], in_list: bool = False) -> str | None:
        """Return the tag of an intrinsic function whose argument can stand behind a tag."""
        if len(value) != 1:
            return None
        (name, argument), *_ = value.items()
        if name == "Condition":
            tag: str | None = "!Condition" if in_list and isinstance(argument, str) else None
        elif name in self.tags:
            tag = self.tags[name]
        else:
            match = _SHORT_FUNCTION.fullmatch(_key(name))
            tag = self.tags[name] = f"!{match[1]}" if match else None
        if tag is None or isinstance(argument, (list, tuple)):
            return tag
        if isinstance(argument, str):
            return None if name == "Fn::GetAtt" else tag
        if isinstance(argument, Mapping):
            # Two tags cannot stand behind each other.
            return None if self.short_tag(argument, True) else tag
        return None

    def flow(self, value: Any, width: int) -> str | None:
        """Return a value on one line; None where it is longer than ``width`` or not simple."""
        if isinstance(value, str):
            text = value if _is_flow_plain(value) else _quoted(value)
        elif isinstance(value, (list, tuple)):
            items = [self.flow(item, width) for item in value]
            text = f"[{', '.join(filter(None, items))}]" if all(items) else ""
        elif isinstance(value, Mapping):
            tag = self.short_tag(value, True)
            if tag is None:
                return None
            ((name, argument),) = value.items()
            if name == "Fn::GetAtt":
                argument = _dotted(argument) or argument
            inner = self.flow(argument, width)
            text = f"{tag} {inner}" if inner else ""
        else:
            text = _number(value)
        return text if 0 < len(text) <= width else None

    def inline(self, value: Any) -> str:
        """Return a document that is a single value: a scalar, something empty or one function."""
        if isinstance(value, str):
            return _quoted(value)
        if isinstance(value, (Mapping, list, tuple)):
            if not value:
                return "{}" if isinstance(value, Mapping) else "[]"
            self.value(value, "", "", False)
            text = "".join(self.lines)
            self.lines.clear()
            return text.strip("\n").removeprefix(" ")
        return _number(value)

    def scalar(self, value: str) -> str:
        """Return the text of a string, remembered; ``|`` where it wants a block of its own."""
        text = self.scalars[value] = _scalar(_key(value))
        return text

    def _explicit_key(self, key: str, indent: str) -> str:
        text = _quoted(key)
        return text if len(text) <= _LONGEST_SIMPLE_KEY else f"? {text}\n{indent}"


def _key(value: object) -> str:
    if not isinstance(value, str):
        raise Error(Problem("data", f"a template has no key {value!r}; expected a string"))
    return value


def _scalar(value: str) -> str:
    if _PLAIN.fullmatch(value) and value not in _WORDS:
        return value
    if "\n" in value and _is_block(value):
        return "|" if value.endswith("\n") else "|-"
    return _quoted(value)


def _is_block(value: str) -> bool:
    """Return whether a string of several lines can be written as a block, indented."""
    lines = value.removesuffix("\n").split("\n")
    return (
        lines[0][:1] not in ("", " ")
        and lines[-1] != ""
        and not any(line.isspace() for line in lines)
        and not any(map(_UNPRINTABLE.search, lines))
    )


def _quoted(value: str) -> str:
    if not _UNPRINTABLE.search(value):
        return "'" + value.replace("'", "''") + "'"
    text = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: _escape(found[0]), text)


def _escape(character: str) -> str:
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _is_flow_plain(value: str) -> bool:
    return bool(_FLOW_PLAIN.fullmatch(value)) and value not in _WORDS


def _dotted(argument: Any) -> str | None:
    """Return ``Resource.Attribute`` of a GetAtt's two strings, where the dot can be found again."""
    if not (isinstance(argument, (list, tuple)) and len(argument) == 2):
        return None
    resource, attribute = argument
    if isinstance(resource, str) and isinstance(attribute, str) and "." not in resource:
        return f"{resource}.{attribute}"
    return None


def _number(value: Any) -> str:
    if value is None:
        return "null"
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float):
        if math.isinf(value):
            return ".inf" if value > 0 else "-.inf"
        mantissa, exponent, power = repr(value).partition("e")
        if exponent and "." not in mantissa:
            mantissa += ".0"
        sign = "+" if exponent and power[0] not in "+-" else ""
        return f"{mantissa}{exponent}{sign}{power}"
    raise Error(Problem("data", f"a template cannot contain a {type(value).__name__}: {value!r}"))
