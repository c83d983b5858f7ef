"""The small applications of tests/evidence/code, read."""

from __future__ import annotations

from pathlib import Path

from influmojo_cfn.evidence.braced_calls import braced_calls
from influmojo_cfn.evidence.braced_source import BracedProject
from influmojo_cfn.evidence.code_value import CodeValue, EnvironmentVariable, Literal, SdkCall
from influmojo_cfn.evidence.python_calls import python_calls
from influmojo_cfn.evidence.python_source import Project
from influmojo_cfn.evidence.source_files import SourceFile, source_files

CODE = Path(__file__).parent / "code"


def python_application(folder: Path) -> Path:
    """Write the application of Python, whose files are no modules of the tests."""
    for file in (CODE / "python").glob("*.txt"):
        (folder / file.stem).write_text(file.read_text("utf-8"), "utf-8")
    return folder


def file_of(text: str, name: str) -> SourceFile:
    """Return a source file that is nowhere."""
    languages = {"py": "python", "ts": "typescript", "js": "javascript", "go": "go"}
    language = languages.get(name.rpartition(".")[2], "java")
    return SourceFile(path=Path("/app") / name, name=name, language=language, text=text)


def calls_of(*texts: str, name: str) -> list[SdkCall]:
    """Return the calls in texts of one language, named ``name`` and then other names."""
    files = [file_of(text, name if not n else f"other{n}.{name}") for n, text in enumerate(texts)]
    if name.endswith(".py"):
        return list(python_calls(Project(files)))
    return list(braced_calls(BracedProject(files)))


def calls_below(folder: Path) -> list[SdkCall]:
    """Return the calls in a folder of one language."""
    files = source_files([folder]).files
    if files[0].language == "python":
        return list(python_calls(Project(files)))
    return list(braced_calls(BracedProject(files)))


def shown(value: CodeValue) -> str:
    """Return a value in short: ``'text'``, ``$NAME``, ``$NAME=default`` or ``?expression``."""
    if isinstance(value, Literal):
        return repr(value.text)
    if isinstance(value, EnvironmentVariable):
        return f"${value.name}" + (f"={value.default}" if value.default else "")
    return f"?{value.expression}"


def lines(calls: list[SdkCall], *arguments: str) -> list[str]:
    """Return each call in one line: its line, operation, and the first argument that it has."""
    found = []
    for call in sorted(calls, key=lambda each: (each.file, each.line)):
        values = next((call.arguments[name] for name in arguments if name in call.arguments), ())
        texts = " ".join(shown(value) for value in values)
        found.append(f"{call.line} {call.service} {call.operation} {texts}".strip())
    return found
