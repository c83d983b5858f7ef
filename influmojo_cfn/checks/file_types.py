"""What a file is that is neither a template nor a policy document, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.input_files import APP, CLAIMS, TEMPLATE
from influmojo_cfn.task_definition.file_kinds import is_task_definition

UNREADABLE = "E0000"
"""The rule ID of a file that is not what it seems to be, as cfn-lint calls it."""

SECTIONS = frozenset(
    {
        "AWSTemplateFormatVersion",
        "Conditions",
        "Description",
        "Globals",
        "Hooks",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
        "Rules",
        "Transform",
    }
)
"""What a template can have at the top, and ``Globals``, which AWS SAM adds.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html (read
2026-11-27).
"""

_SERVERLESS = re.compile(r"\$\{(?:self|opt|sls):")
"""Variables of the Serverless Framework, which CloudFormation doesn't know.

Source: https://www.serverless.com/framework/docs/guides/variables (read 2026-11-27).
"""

_EXPECTED = "expected a template, a policy document or a claims file"


def check_other_kind(document: Document) -> list[Finding] | None:
    """Check a claims file, or say what else a file is; None where it can be a template."""
    data = document.data
    if not isinstance(data, dict):
        return [_other_kind(document, _kind(data))]
    if _SERVERLESS.search(repr(data)):
        return [_of_serverless_framework(document)]
    if TEMPLATE.is_one(data):
        return None
    if CLAIMS.is_one(data):
        return list(_claims(document))
    if APP.is_one(data):
        return [_other_kind(document, f"{APP.name}, which `influmojo-cfn build --app` reads")]
    if is_task_definition(data):
        return [_other_kind(document, "a task definition, which `influmojo-cfn preflight` reads")]
    if not data.keys() & SECTIONS:
        return [_other_kind(document, "not a template: it has no Resources")]
    return None


def without_resources(document: Document) -> Finding:
    """Return the finding of a template in which there is nothing to check."""
    message = "has no Resources, or they are not a mapping; expected at least one resource"
    return unreadable_file(document.source, Problem("", message), "The template has no resources")


def unreadable_file(source: str, problem: Problem, title: str) -> Finding:
    """Return the finding of a problem with a file."""
    place = problem.place
    return Finding(
        file=source,
        line=problem.line or 1,
        id=UNREADABLE,
        severity="error",
        message=f"{place}: {problem.message}" if place else problem.message,
        tool="influmojo-cfn",
        title=title,
        place=place,
    )


def _claims(document: Document) -> Iterator[Finding]:
    from influmojo_cfn.proof.claims import parse_claims

    try:
        parse_claims(document)
    except TemplateError as error:
        for problem in error.problems:
            yield unreadable_file(
                document.source, problem, "The file contains something that isn't a claim"
            )


def _other_kind(document: Document, what: str) -> Finding:
    message = f"is {what}; {_EXPECTED}"
    title = "The file is of another kind"
    return unreadable_file(document.source, Problem("", message), title)


def _kind(data: Any) -> str:
    """Return what a document is that is not a mapping."""
    if data is None:
        return "empty"
    return "a list" if isinstance(data, list) else "a single value"


def _of_serverless_framework(document: Document) -> Finding:
    message = (
        "belongs to the Serverless Framework, which fills in ${self:} and ${opt:}; check the "
        "template that `serverless package` writes to .serverless"
    )
    return unreadable_file(document.source, Problem("", message), "The file is of another kind")
