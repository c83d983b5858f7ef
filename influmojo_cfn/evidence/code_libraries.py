"""What an application uses besides the SDKs that calls AWS itself, as notes of what is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.data.calling_libraries import LIBRARIES, READ_PACKAGES, Library
from influmojo_cfn.data.library_calls import BRACED, PYTHON
from influmojo_cfn.evidence.source_files import Sources
from influmojo_cfn.iam.sdk_operations import sdk_service

_NAMED = re.compile(r"[\"'](@?[\w./-]+)[\"']|\b(?:import|from)\s+(?:static\s+)?([\w.]+)")
"""What a line can import: a string, or a dotted name."""
_IMPORTS = re.compile(r"\s*import\s+([\w.]+(?:\s+as\s+\w+)?\s*,.*)")
"""Several modules, which Python imports in one line."""
_OF_AWS = re.compile(
    r"(?:^|[-_./@])(?:amazon|aws|bedrock|boto|cloudwatch|dynamo|dynamodb|kinesis|s3|ses|sns|sqs)"
    r"(?=$|[-_./])"
)

_READ = (*PYTHON, *(module for module, _ in BRACED), "pynamodb")


def library_notes(sources: Sources) -> Iterator[str]:
    """Yield once for each library that calls AWS where it is used or named first."""
    used: dict[tuple[str, Library], dict[str, None]] = {}
    for file in sources.files:
        for number, line in enumerate(file.text.splitlines(), 1):
            for found in _imported(line):
                used.setdefault(found, {})[f"{file.name}:{number}"] = None
    for (name, library), places in used.items():
        first, *others = places
        more = f" (and {len(others)} more)" if others else ""
        is_read = any(each.startswith(name) for each in _READ)
        how = "Read in part" if is_read else "Not read"
        yield f"{how}: {first}{more} uses {name}, which itself calls {library.calls}."
    yield from _of_dependencies(sources, {library for _, library in used})


def _imported(line: str) -> Iterator[tuple[str, Library]]:
    """Yield the libraries that a line imports, by the module that it names."""
    several = _IMPORTS.match(line)
    names = [part.split()[0] for part in several[1].split(",") if part.split()] if several else []
    names += [text or dotted for text, dotted in _NAMED.findall(line)]
    for name in dict.fromkeys(names):
        for library in LIBRARIES:
            for module in library.imports:
                if name == module or name.startswith((f"{module}.", f"{module}/")):
                    yield module, library


def _of_dependencies(sources: Sources, used: set[Library]) -> Iterator[str]:
    """Yield the packages that call AWS without being imported, and those that nothing tells of."""
    named = {_plain(name): each for each in LIBRARIES for name in (*each.packages, *each.imports)}
    go = "".join(file.text for file in sources.files if file.language == "go")
    seen = set()
    for dependency in sources.dependencies:
        name = _plain(dependency.name)
        # go.mod lists what tests import as well.
        is_of_tests = ".mod:" in dependency.place and f'"{dependency.name}' not in go
        if name in seen or is_of_tests:
            continue
        seen.add(name)
        library = named.get(name)
        if library and name in map(_plain, library.packages) and library not in used:
            yield (
                f"Not read: {dependency.place} names {dependency.name}, which itself calls "
                f"{library.calls}."
            )
        elif library is None and _OF_AWS.search(name) and not _is_read(name):
            yield f"Not known: whether {dependency.name} of {dependency.place} calls AWS."


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_read(name: str) -> bool:
    return name.startswith(tuple(map(_plain, READ_PACKAGES))) or sdk_service(name) is not None
