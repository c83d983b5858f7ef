"""Our rules without cfn-lint: in bare policy documents, in updates, and in templates alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.checks.rule_findings import finding_of
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.nested_stacks import with_nested_stacks
from influmojo_cfn.errors import Path as Place
from influmojo_cfn.rules.against import check_against
from influmojo_cfn.rules.documents import check_document, policy_document_at
from influmojo_cfn.rules.engine import check_template
from influmojo_cfn.rules.rule import RuleFinding

__all__ = ["check_iam", "check_policy_document", "check_update", "policy_document_at"]


def check_policy_document(
    path: Path, text: str, document: Document, place: Place
) -> Iterator[Finding]:
    """Yield the findings of one policy document.

    ``place`` is where the policy stands in the document. A file whose name says that it is JSON is
    found where it is not JSON: IAM takes nothing else.
    """
    if path.suffix == ".json":
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            problem = _on_every_python(error)
            yield Finding(
                file=str(path),
                line=problem.lineno,
                column=problem.colno,
                id="E0000",
                severity="error",
                message=f"is not JSON, the only format that IAM accepts: {problem.msg}",
                tool="influmojo-cfn",
                title="The file cannot be parsed",
            )
        except (ValueError, RecursionError):  # Too long a number, or too deep: both are JSON.
            pass
    lines = text.splitlines()
    for found in check_document(document, place):
        yield finding_of(path, lines, document, found)


def _on_every_python(error: json.JSONDecodeError) -> json.JSONDecodeError:
    """Return what is wrong in words and at a place that do not depend on the version of Python.

    Of a comma before the end, Python from 3.13 on tells the comma, and earlier the end.
    """
    text = error.doc
    after = error.pos + (text[error.pos : error.pos + 1] == ",")
    end = len(text) - len(text[after:].lstrip())
    closing = text[end : end + 1]
    if closing in ("}", "]") and text[:after].rstrip().endswith(","):
        return json.JSONDecodeError(f"comma before the closing {closing}", text, end)
    return error


def check_iam(path: Path, text: str, document: Document) -> Iterator[tuple[Finding, str | None]]:
    """Yield what our rules find in a template, each with its logical ID, if it is of a resource.

    What is found in several resources of one loop is said once, as cfn-lint says it.
    """
    yield from _in_template(path, text, document, check_template(document.data))


def check_update(
    path: Path, text: str, new: Document, old: Document
) -> Iterator[tuple[Finding, str | None]]:
    """Yield what an update to the new template breaks, each with its logical ID.

    Nested stacks whose files are at hand are a part of each template. What several instances of a
    loop break is said once.

    Raises:
        TemplateError: a nested template cannot be read.
    """
    if isinstance(new.data, dict) and isinstance(old.data, dict):
        new, old = map(with_nested_stacks, (new, old))
        yield from _in_template(path, text, new, check_against(new.data, old.data))


def _in_template(
    path: Path, text: str, document: Document, found: Iterable[RuleFinding]
) -> Iterator[tuple[Finding, str | None]]:
    lines = text.splitlines()
    said: set[tuple[str, int, int, str]] = set()
    for each in found:
        logical_id = str(each.path[1]) if each.path[:1] == ("Resources",) else None
        finding = finding_of(path, lines, document, each)
        key = (finding.id, finding.line, finding.column, finding.message)
        if key not in said:
            said.add(key)
            yield finding, logical_id
