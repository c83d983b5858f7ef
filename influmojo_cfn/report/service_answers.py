"""What services call with the roles of a template, for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.errors import key_path
from influmojo_cfn.iam.unknown import Unknown, as_shown, covered
from influmojo_cfn.preflight.result import ServiceAnswer
from influmojo_cfn.report.printable import counted, printable
from influmojo_cfn.service_roles.own_programs import OWN_PROGRAMS

_MARKS = {"allowed": ("✓", "green"), "missing": ("✗", "red"), "unknown": ("?", "yellow")}
_WORDS = {"missing": "denied"}


def document(source: Document, answers: Sequence[ServiceAnswer]) -> dict[str, Any]:
    """Return the answers as a JSON document."""
    return {
        "template": source.source,
        "works": _works(answers),
        "notAsked": list(_not_asked(answers)),
        "calls": [
            {
                "verdict": _WORDS.get(each.verdict, each.verdict),
                "role": each.role,
                "resource": each.user,
                "type": each.user_type,
                "action": each.action,
                "on": covered(each.resource),
                "onIsKnown": not isinstance(each.resource, Unknown),
                "purpose": each.purpose,
                "where": _where(source, each),
                "reasons": list(each.reasons),
                "documentation": each.page,
            }
            for each in answers
        ],
    }


def text(source: Document, answers: Sequence[ServiceAnswer]) -> str:
    """Return the answers as text for a terminal, colored by click."""
    import click

    lines = [click.style(printable(source.source), bold=True), f"  {_summary(answers)}"]
    not_asked = _not_asked(answers)
    if not_asked:
        what = ", ".join(not_asked)
        lines.append(printable(f"  not known: what {what} calls; derive --code reads source code"))
    heading = ""
    for each in sorted(answers, key=lambda each: (each.role, each.user)):
        shown = printable(f"  {each.role}, for {each.user} ({each.user_type})")
        if shown != heading:
            lines += ["", shown]
            heading = shown
        mark, color = _MARKS[each.verdict]
        word = _WORDS.get(each.verdict, each.verdict)
        head = click.style(f"{mark} {word:8}", fg=color)
        called = printable(_called(each))
        lines.append(f"    {head} {called}")
        if each.verdict != "allowed":
            details = [f"to {each.purpose}: {_where(source, each)}", *each.reasons]
            details += [f"AWS: {each.page}"] if each.verdict == "missing" else []
            lines += [printable(f"               {detail}") for detail in details]
    return "\n".join(lines)


def _called(answer: ServiceAnswer) -> str:
    if answer.action == "*":
        return "its calls"
    return f"{answer.action}  {as_shown(answer.resource)}"


def _not_asked(answers: Sequence[ServiceAnswer]) -> tuple[str, ...]:
    """Return what runs with a role of which no one asked here, as no template holds its calls."""
    runs = {
        f"{what} {each.user}"
        for each in answers
        for what in OWN_PROGRAMS.get(each.user_type, {}).values()
    }
    return tuple(sorted(runs))


def _where(source: Document, answer: ServiceAnswer) -> str:
    return f"{source.where(answer.path)} {key_path(answer.path)}"


def _works(answers: Sequence[ServiceAnswer]) -> bool | None:
    verdicts = {each.verdict for each in answers}
    if "missing" in verdicts:
        return False
    return None if "unknown" in verdicts else True


def _summary(answers: Sequence[ServiceAnswer]) -> str:
    import click

    if not answers:
        return "the template gives none of its roles to a service, and connects nothing"
    count = {word: sum(each.verdict == word for each in answers) for word in _MARKS}
    parts = [counted(len(answers), "call")]
    parts += [f"{count['missing']} denied"] if count["missing"] else []
    parts += [f"{count['unknown']} unknown"] if count["unknown"] else []
    words = {
        True: ("its services can do what they are set up for", "green"),
        False: ("some of its services will fail", "red"),
        None: ("whether its services work is unknown", "yellow"),
    }
    verdict, color = words[_works(answers)]
    return f"{click.style(verdict, fg=color)} ({', '.join(parts)})"
