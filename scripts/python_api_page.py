"""reference/python-api.md: the page of the Python API, from the docstrings of what is public."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from types import ModuleType
from typing import Any

import influmojo_cfn
from influmojo_cfn import App, testing
from influmojo_cfn.app.fields import fields_of

_ANNOTATION = re.compile(r"(: |-> )'([^']*)'")
_ROLE = re.compile(r":(class|func|meth):")
_HEAD = """\
# Python API

The names that `influmojo_cfn` and `influmojo_cfn.testing` export. Each example runs as a test, from
the repository's root. Wrong arguments raise `Error`, whose `problems` has every problem found.
"""


def page() -> str:
    """Return the page: a section for each public name of each module, in their order."""
    lines = [_HEAD]
    for module in (influmojo_cfn, testing):
        lines.append(f"## {module.__name__}\n")
        for name in module.__all__:
            if not name.startswith("__"):
                lines.extend(_section(module, name))
    return "\n".join(lines)


def _section(module: ModuleType, name: str) -> Iterator[str]:
    found = getattr(module, name)
    yield f"### {name}\n"
    yield _fenced(f"{name}{_signature(found)}", "python")
    yield _documented(found)
    yield from _attributes(found)
    for method, function in vars(found).items() if inspect.isclass(found) else ():
        if not method.startswith("_") and callable(function):
            yield f"#### {name}.{method}\n"
            yield _fenced(f"{method}{_signature(function)}", "python")
            yield _documented(function)


def _attributes(found: Any) -> Iterator[str]:
    """Yield what the fields of a part of an app are, in the words of the app file."""
    if not _is_part(found):
        return
    yield "**Attributes**\n"
    for field in fields_of(found):
        if field.key.words:
            most = field.key.max_length
            limit = f" At most {most:,} characters." if most else ""
            yield f"- `{field.name}`: {field.key.words}{limit}"
    yield ""


def _is_part(found: Any) -> bool:
    package = App.__module__.rpartition(".")[0]
    return is_dataclass(found) and found.__module__.startswith(package)


def _signature(found: Any) -> str:
    try:
        signature = inspect.signature(found)
    except (TypeError, ValueError):
        return ""
    parameters = [p for p in signature.parameters.values() if p.name != "self"]
    text = str(signature.replace(parameters=parameters))
    return _ANNOTATION.sub(r"\1\2", text).replace("<factory>", "...")


def _documented(found: Any) -> str:
    """Return a docstring, its example and its lists of arguments as blocks of their own."""
    lines: list[str] = []
    block: list[str] = []

    def close(kind: str) -> None:
        if block:
            lines.append(_fenced("\n".join(block), kind))
            block.clear()

    for line in (inspect.getdoc(found) or "").splitlines():
        if line.startswith((">>>", "...")) or (block and line and not line.startswith(" ")):
            block.append(line)
            continue
        close("pycon")
        if line in ("Args:", "Raises:", "Returns:", "Attributes:", "Source:"):
            line = f"**{line.rstrip(':')}**\n"
        elif line.startswith("Source: "):
            line = line.replace("Source: ", "**Source**\n\n")
        elif line.startswith("    ") and not line.startswith("     ") and ": " in line:
            term, _, rest = line.strip().partition(": ")
            line = f"- `{term}`: {rest}"
        elif line.startswith("     "):
            line = f"  {line.strip()}"
        lines.append(_ROLE.sub("", line).replace("``", "`"))
    close("pycon")
    return "\n".join(lines) + "\n"


def _fenced(text: str, kind: str) -> str:
    return f"```{kind}\n{text}\n```\n"
