"""The calls to AWS in an application's code: what the extractor finds, and what our readers do.

The extractor knows the operations of every SDK, our readers know what arguments represent. What one
of them misses the other often finds. In one file the extractor gives a command of the SDK for
JavaScript once, for example, whichever buckets it is sent to.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from influmojo_cfn.data.sdk_operations import TRANSFERS
from influmojo_cfn.evidence.braced_calls import braced_calls
from influmojo_cfn.evidence.braced_file import METHOD_CALL
from influmojo_cfn.evidence.braced_source import BracedProject
from influmojo_cfn.evidence.call_extractor import ExtractedCall, extracted_calls
from influmojo_cfn.evidence.code_libraries import library_notes
from influmojo_cfn.evidence.code_value import CodeValue, SdkCall
from influmojo_cfn.evidence.python_calls import python_calls, services_made
from influmojo_cfn.evidence.python_definitions import MOST_STEPS
from influmojo_cfn.evidence.python_scope import Found, Scope
from influmojo_cfn.evidence.python_source import Project
from influmojo_cfn.evidence.source_files import SourceFile, Sources
from influmojo_cfn.iam.sdk_operations import letters, operation_named, prefix_of, sdk_service

_DYNAMIC = re.compile(r"\bgetattr\(\s*\w*(?:client|s3|sqs|sns|dynamodb)\w*\s*,", re.IGNORECASE)
_SCRIPTS = ("typescript", "javascript")
_DEFINITIONS = {
    "go": re.compile(r"^func\s*(?:\([^()]*\)\s*)?(\w+)\(", re.MULTILINE),
    "java": re.compile(
        r"^[^\S\n]*(?:[\w<>\[\],.?@]+[^\S\n]+)+(\w+)\s*\([^;{}()]*\)\s*(?:throws [\w\s,.]+)?\{",
        re.MULTILINE,
    ),
}
"""How each language defines a function or a method."""
_GO_IMPORT = re.compile(r"^\s*(?:import\s+)?(?:(\w+)\s+)?\"([\w./-]+)\"\s*$", re.MULTILINE)
_TYPED = re.compile(r"^\w*(?:Input|Output)$|^(?:const|let|var)\s+\w+\s*:\s*\w+(?:Input|Output)\b")
_SIGNED = re.compile(
    r"\b(SigV4Auth|SignatureV4|v4\.NewSigner|A[Ww][Ss]4Signer|Signers\.V4|AWSRequestsAuth|AWS4Auth)\b"
)


@dataclass(frozen=True, kw_only=True)
class CodeCalls:
    """The calls of some source files, and what is to be said of them.

    ``unclear`` are calls whose service is not known: nothing is granted for them.
    """

    calls: tuple[SdkCall, ...]
    unclear: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def calls_to_aws(count: int) -> str:
    """Return a number of calls in words."""
    return "1 call to AWS" if count == 1 else f"{count} calls to AWS"


def code_calls(sources: Sources) -> CodeCalls:
    """Return the calls of an application's source files.

    Raises:
        Error: the extractor is not installed, or fails.
    """
    extracted = extracted_calls(sources.files)
    project = Project([file for file in sources.files if file.language == "python"])
    calls = list(python_calls(project))
    for languages in (_SCRIPTS, ("go",), ("java",)):
        files = [file for file in sources.files if file.language in languages]
        calls += braced_calls(BracedProject(files, sources.properties)) if files else ()
    more, unclear = _added(extracted, calls, project, sources.files)
    found = list(_without_unknown_twins(calls, more, sources.files))
    return CodeCalls(
        calls=tuple(sorted(found, key=lambda call: (call.file, call.line))),
        unclear=tuple(dict.fromkeys((*unclear, *_of_unknown(project, found)))),
        notes=tuple(_notes(sources, project)),
    )


def _added(
    extracted: Sequence[ExtractedCall],
    calls: Sequence[SdkCall],
    project: Project,
    files: Sequence[SourceFile],
) -> tuple[list[SdkCall], list[str]]:
    """Return the calls that the extractor alone finds, and those whose service is not known."""
    lines: dict[str, set[int]] = {}
    for call in calls:
        lines.setdefault(call.file, set()).add(call.line)
    used = {call.service for call in calls} | set(_created(project, files))
    by_name = {file.name: file for file in files}
    own = {language: _defined(files, language) for language in _DEFINITIONS}
    added, unclear = [], []
    for each in extracted:
        span = range(each.line, each.line + each.expression.count("\n") + 1)
        file = by_name.get(each.file)
        if file is None or not lines.get(each.file, set()).isdisjoint(span):
            continue
        if _is_only_imported(each, file) or not _may_be_of_aws(each, file, project):
            continue
        if each.method in own.get(file.language, ()):
            continue
        services = _likely_services(each, file, used)
        if len(services) == 1:
            operation = operation_named(services[0], each.method)
            if operation:
                added.append(_call(each, services[0], operation, project))
        elif services:
            names = " or ".join(sorted(services))
            unclear.append(f"{each.file}:{each.line}: {each.method} might be of {names}")
    return added, unclear


def _likely_services(call: ExtractedCall, file: SourceFile, used: Collection[str]) -> list[str]:
    """Return the services that a call can be of: by the file's imports, then by the receiver."""
    services = [name for name in call.services if name in used]
    services = [name for name in services if _is_imported(name, file)] or services
    if len(services) < 2:
        return services
    receiver = letters(call.receiver)
    return [name for name in services if letters(prefix_of(name)) in receiver] or services


def _created(project: Project, files: Sequence[SourceFile]) -> Iterator[str]:
    """Yield the services that the application makes clients of, by their names in the code."""
    yield from services_made(project)
    pattern = re.compile(
        r"@aws-sdk/client-([\w-]+)|aws-sdk-go(?:-v2)?/service/(\w+)|(?:awssdk|amazonaws)\.services\.(\w+)"
    )
    for file in files:
        for names in pattern.findall(file.text):
            service = sdk_service("".join(names))
            if service:
                yield service


def _defined(files: Sequence[SourceFile], language: str) -> set[str]:
    """Return the functions and methods that an application in a language defines.

    A call of such a name is a call of the application itself, which our reader has by its input.
    The extractor gives ``users.DeleteUser(name)`` too, whatever ``users`` is.
    """
    texts = [file.text for file in files if file.language == language]
    return {name for text in texts for name in _DEFINITIONS[language].findall(text)}


def _is_of_package(each: ExtractedCall, file: SourceFile) -> bool:
    """Return whether a call in Go is of another package than the SDK's: ``crypt.Encrypt(...)``."""
    for alias, path in _GO_IMPORT.findall(file.text):
        name = alias or re.sub(r"/v[0-9]+$", "", path).rpartition("/")[2]
        if name == each.receiver:
            return "aws-sdk-go" not in path
    return False


def _is_imported(service: str, file: SourceFile) -> bool:
    if file.language == "python":
        return any(f"{quote}{service}{quote}" in file.text for quote in "\"'")
    plain = letters(service)
    return any(plain in letters(line) for line in re.findall(r".*(?:aws|amazon).*", file.text))


def _is_only_imported(each: ExtractedCall, file: SourceFile) -> bool:
    """Return whether a command, or the type of its input, is imported and never sent.

    The extractor names an import by its name alone, and a value with a type by the whole line.
    """
    name = each.expression
    if _TYPED.search(name):
        return True
    return bool(re.fullmatch(r"\w+", name)) and re.findall(r"\w+", file.text).count(name) < 2


def _may_be_of_aws(each: ExtractedCall, file: SourceFile, project: Project) -> bool:
    """Return whether a receiver can be a client: in Python, unless it is known otherwise."""
    if file.language == "go":
        return not _is_of_package(each, file)
    if file.language != "python":
        return True
    found = _at(each, project)
    if _is_of_module(each, project):
        return False
    if found is None or not isinstance(found.node, ast.Call):
        # What transfers and resource objects call has another name than their method. A plain word
        # is a method of many things: ``os.environ.copy()`` copies no object.
        method = METHOD_CALL.match(each.expression.removeprefix(each.receiver))
        return method is not None and "_" in method[1]
    function = found.node.func
    return isinstance(function, ast.Attribute) and _is_open(function.value, found.scope, project)


def _is_open(receiver: ast.expr, scope: Scope, project: Project) -> bool:
    """Return whether reading does not tell what a method is called on: it can be anything."""
    project.begin()
    return all(
        _is_anything(other, project, 0)
        for other in project.definitions(Found(receiver, scope))
        if other.node is not receiver
    )


def _is_anything(found: Found, project: Project, depth: int) -> bool:
    """Return whether an expression is a parameter that nothing calls by its function's name."""
    if isinstance(found.node, ast.Constant):
        return True
    return (
        isinstance(found.node, ast.Name)
        and not project.is_beyond(depth)
        and all(
            _is_anything(each, project, depth + 1)
            for each in project.definitions(found)
            if each.node is not found.node
        )
    )


def _of_unknown(project: Project, calls: Sequence[SdkCall]) -> Iterator[str]:
    """Yield the calls of Python that look like one of AWS, on what reading does not tell."""
    services = sorted(set(services_made(project)))
    known = {(call.file, call.line) for call in calls}
    for found in project.calls:
        function = found.node.func if isinstance(found.node, ast.Call) else None
        place = (found.scope.file.name, getattr(found.node, "lineno", 0))
        if not isinstance(function, ast.Attribute) or place in known:
            continue
        name = function.attr
        if "_" not in name.strip("_") or name in project.functions:
            continue
        owners = [each for each in services if operation_named(each, name)]
        is_held = isinstance(function.value, ast.Attribute | ast.Name)
        if owners and is_held and _is_open(function.value, found.scope, project):
            yield f"{place[0]}:{place[1]}: {name} might be of {' or '.join(owners)}"


def _is_of_module(each: ExtractedCall, project: Project) -> bool:
    """Return whether a receiver is a module: ``json.load`` loads no resource object."""
    return any(
        imported is not None and not imported[1]
        for scope in project.modules.values()
        if scope.file.name == each.file
        for imported in [scope.imports.get(each.receiver)]
    )


def _at(each: ExtractedCall, project: Project) -> Found | None:
    for found in project.calls:
        if found.scope.file.name == each.file and getattr(found.node, "lineno", 0) == each.line:
            function = found.node.func if isinstance(found.node, ast.Call) else None
            if isinstance(function, ast.Attribute) and function.attr == each.method:
                return found
    return None


def _call(each: ExtractedCall, service: str, operation: str, project: Project) -> SdkCall:
    found = _at(each, project)
    arguments: dict[str, tuple[CodeValue, ...]] = {}
    if found is not None and isinstance(found.node, ast.Call):
        for keyword in found.node.keywords:
            if keyword.arg:
                value = Found(keyword.value, found.scope)
                project.begin()
                arguments[letters(keyword.arg)] = project.values(value)
    return SdkCall(
        service=service, operation=operation, arguments=arguments, file=each.file, line=each.line
    )


def _without_unknown_twins(
    calls: Sequence[SdkCall], more: Sequence[SdkCall], files: Sequence[SourceFile]
) -> Iterator[SdkCall]:
    """Omit a call without arguments whose request is made, and read, elsewhere in its file.

    A transfer is several operations to the extractor. In Python a call without arguments is one by
    itself, as are a command of JavaScript and an input of Go that our reader finds.
    """
    every = [*calls, *more]
    known = {(call.file, call.service, call.operation) for call in every if call.arguments}
    for file, service, operation in list(known):
        known |= {(file, service, each) for each in TRANSFERS.get(operation, ())}
    languages = {file.name: file.language for file in files}
    for index, call in enumerate(every):
        language = languages.get(call.file)
        is_one = language == "python" or (language != "java" and index < len(calls))
        if is_one or call.arguments or (call.file, call.service, call.operation) not in known:
            yield call


def _notes(sources: Sources, project: Project) -> Iterator[str]:
    for language, count in sources.unread:
        files = "1 file" if count == 1 else f"{count} files"
        yield f"Not read: {files} of {language}."
    for problem in (*sources.skipped, *project.unreadable):
        yield f"Not read: {problem}."
    services = set(services_made(project))
    for name, place in project.unknown_services.items():
        yield f"Not known: what {place} calls of {name}, a service that no table has."
    for name, place in project.endless.items():
        if any(operation_named(service, name) for service in services):
            yield f"Not known: what {place} calls {name} on, in more than {MOST_STEPS:,} steps."
    yield from library_notes(sources)
    for file in sources.files:
        for number, line in enumerate(file.text.splitlines(), 1):
            place = f"{file.name}:{number}"
            if _DYNAMIC.search(line):
                yield f"Not known: {place} calls a method whose name is made when it runs."
            if _SIGNED.search(line) and "import" not in line:
                yield f"Not known: {place} signs requests itself; what it sends is not read."
