"""The calls of libraries in TypeScript, JavaScript, Go and Java, where the code tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from influmojo_cfn.data.library_calls import BRACED
from influmojo_cfn.evidence.braced_environment import property_in
from influmojo_cfn.evidence.code_value import Arguments, CodeValue, Literal, SdkCall
from influmojo_cfn.evidence.sdk_reader import SdkReader

_CALL = re.compile(r"(?P<before>[\w$.@]*?)(?P<name>@?[\w$]+)\s*(?:<[^<>()]*>)?\(")
_DEFAULT = re.compile(
    r"import\s+(\w+)\s+from\s*[\"']([^\"']+)|(\w+)\s*=\s*require\(\s*[\"']([^\"']+)"
)
_DECLARED = re.compile(r"\b(\w+)\s+(\w+)\s*[;=,)]")
_ELEMENT = re.compile(r"\s*(?:\w+\s*=\s*)?(?=(\{)?)")


def library_calls(reader: SdkReader) -> Iterator[SdkCall]:
    """Yield what the functions of libraries call that a file names."""
    file = reader.file
    rows = {name: row for (module, name), row in BRACED.items() if module in file.text}
    if not rows:
        return
    types: dict[str, set[str]] = {}
    for declared, variable in _DECLARED.findall(file.mask):
        types.setdefault(variable, set()).add(declared)
    defaults = {one or other: of or to for one, of, other, to in _DEFAULT.findall(file.text)}
    for found in _CALL.finditer(file.mask):
        name = next((each for each in _names(found, types, defaults) if each in rows), None)
        if name is None:
            continue
        row, parts = rows[name], file.parts(found.end() - 1)
        given: Arguments = reader.of_literal(parts[0]) if parts else {}
        for argument, part in zip(row.arguments, parts, strict=False):
            given[argument] = _values(reader, part)
        more = dict.fromkeys(row.asked[each] for each in given if each in row.asked)
        for operation in (*row.operations, *more):
            yield reader.call(row.service, operation, given, found.start("name"))


def _names(
    call: re.Match[str], types: Mapping[str, set[str]], defaults: Mapping[str, str]
) -> Iterator[str]:
    """Yield what a table can call a function: by its class, its type, its module, or alone."""
    name, before = call["name"], call["before"].rstrip(".").rpartition(".")[2]
    if not call["before"]:
        yield name
        if (defaults.get(name, ""), "default") in BRACED:
            yield "default"
        return
    yield f".{name}"
    yield f"{before}.{name}"
    yield from (f"{each}.{name}" for each in types.get(before, ()))


def _values(reader: SdkReader, span: tuple[int, int]) -> tuple[CodeValue, ...]:
    """Return the values of an argument, or of each element that an annotation is given."""
    found = _ELEMENT.match(reader.file.mask, *span)
    assert found is not None
    spans = reader.file.parts(found.end()) if found[1] else [(found.end(), span[1])]
    values = [value for each in spans for value in reader.values(each)]
    return tuple(dict.fromkeys(one for each in values for one in _property(reader, each)))


def _property(reader: SdkReader, value: CodeValue) -> tuple[CodeValue, ...]:
    """Return what a placeholder of Spring represents: ``"${orders.queue}"``."""
    if isinstance(value, Literal) and "${" in value.text:
        return tuple(property_in(value.text, reader.project.properties)) or (value,)
    return (value,)
