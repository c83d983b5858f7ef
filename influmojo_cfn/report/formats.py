"""The formats of each command's answer, by the answer's class."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from click import unstyle

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.evaluation.simulate import Decision
from influmojo_cfn.preflight.result import PreflightReport
from influmojo_cfn.proof.claim_results import ProofReport
from influmojo_cfn.proof.difference import Difference
from influmojo_cfn.report import (
    claims,
    decision,
    difference,
    difference_comment,
    findings,
    preflight,
)
from influmojo_cfn.report.explain import data, html, markdown, text
from influmojo_cfn.report.explain.model import Explanation

Formats = Mapping[str, Callable[[Any], str]]

_FORMATS: Mapping[type, Formats] = {
    Decision: {"pretty": decision.explanation, "json": decision.as_json},
    Difference: {
        "pretty": difference.pretty,
        "json": difference.as_json,
        "markdown": difference_comment.markdown,
    },
    PreflightReport: {
        "pretty": lambda found: unstyle(preflight.pretty(found)),
        "json": preflight.as_json,
    },
    ProofReport: {"pretty": claims.pretty, "json": claims.as_json},
    Explanation: {
        "pretty": text.pretty,
        "json": lambda found: json.dumps(data.document(found), indent=2) + "\n",
        "markdown": markdown.render,
        "html": html.render,
    },
}


def formats_of(answer: object) -> Formats | None:
    """Return the function of each format that an answer can be written in; None for others."""
    for kind, formats in _FORMATS.items():
        if isinstance(answer, kind):
            return formats
    if isinstance(answer, tuple) and all(isinstance(each, Finding) for each in answer):
        files = list(dict.fromkeys(each.file for each in answer))
        return {form: partial(_of_files, write, files) for form, write in findings.FORMATS.items()}
    return None


def _of_files(
    write: Callable[[Sequence[Finding], Sequence[str]], str],
    files: Sequence[str],
    found: Sequence[Finding],
) -> str:
    return write(found, files)
