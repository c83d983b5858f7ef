"""What preflight found, for a terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import yaml

from influmojo_cfn.errors import key_path
from influmojo_cfn.evidence.needed_grants import needed_grants
from influmojo_cfn.iam.unknown import Unknown, as_shown, covered
from influmojo_cfn.preflight.result import Preflight, PreflightReport
from influmojo_cfn.report import service_answers
from influmojo_cfn.report.decision import why_not
from influmojo_cfn.report.printable import counted, printable
from influmojo_cfn.service_roles.ecs.error_messages import ERRORS
from influmojo_cfn.service_roles.judge import CallAnswer
from influmojo_cfn.task_definition.model import Field

_MARKS = {"allowed": "✓", "missing": "✗", "unknown": "?"}
_COLORS = {"allowed": "green", "missing": "red", "unknown": "yellow"}


def pretty(report: PreflightReport) -> str:
    """Return a report as text for a terminal, colored by click."""
    of_services = (
        [] if report.template is None else [service_answers.text(report.template, report.services)]
    )
    return "\n\n".join([*of_services, *map(text, report.tasks)])


def as_json(report: PreflightReport) -> str:
    """Return a report as JSON: an object where services were asked, else a list of tasks."""
    tasks = [*map(document, report.tasks)]
    if report.template is None:
        return json.dumps(tasks, indent=2)
    found = service_answers.document(report.template, report.services)
    return json.dumps({**found, "tasks": tasks}, indent=2)


def grants_text(declarations: Iterable[dict[str, Any]]) -> str:
    """Write declarations as they stand in an app file."""
    return yaml.safe_dump({"grants": list(declarations)}, sort_keys=False, width=1000)


def document(found: Preflight) -> dict[str, Any]:
    """Return what was found as a JSON document."""
    needed = needed_grants((answer.call for answer in found.grantable), found.home)
    home = found.home
    return {
        "taskDefinition": found.definition.source.source,
        "family": covered(found.definition.family),
        "logicalId": found.definition.logical_id or None,
        "account": home.account,
        "region": home.region,
        "partition": home.partition,
        "roles": {kind: role.logical_id for kind, role in found.roles.items()},
        "starts": _starts(found),
        "calls": [_answer(found, answer) for answer in found.answers],
        "mistakes": [
            {"where": _where(found, each.field), "message": each.message} for each in found.mistakes
        ],
        "grants": list(needed.declarations),
        "notes": list(found.notes),
        "unfilled": list(found.unfilled),
        "unread": list(found.unread),
        "notChecked": [
            {"error": error, "causes": causes} for error, causes in _network(found).items()
        ],
    }


def _starts(found: Preflight) -> bool | None:
    if not found.is_clean:
        return False
    return True if found.is_known else None


def _answer(found: Preflight, answer: CallAnswer) -> dict[str, Any]:
    call = answer.call
    deciding = answer.decision.deciding if answer.decision else None
    return {
        "verdict": answer.verdict,
        "role": call.role,
        "action": call.action,
        "resource": covered(call.resource),
        "resourceIsKnown": not isinstance(call.resource, Unknown),
        "purpose": call.row.purpose,
        "where": _where(found, call.field),
        "onlyIf": call.only_if or None,
        "sid": deciding.statement.sid if deciding else None,
        "decidedAt": deciding.where if deciding else None,
        "reasons": reasons_of(answer),
        "hint": answer.hint or None,
        "error": ERRORS[call.row.error].message,
        "documentation": call.row.page,
    }


def _where(found: Preflight, field: Field) -> str:
    if not field.path:
        return covered(field.value)
    return f"{found.definition.source.where(field.path)} {key_path(field.path)}"


def _network(found: Preflight) -> dict[str, str]:
    rows = [ERRORS[answer.call.row.error] for answer in found.answers]
    return {row.message: row.network for row in rows if row.network}


def text(found: Preflight) -> str:
    """Return what was found as text for a terminal, colored by click."""
    import click

    home = found.home
    names = {"execution": "instance" if found.is_of_instances else "execution"}
    roles = [f"{names.get(kind, kind)} role {r.logical_id}" for kind, r in found.roles.items()]
    lines = [
        click.style(printable(found.definition.title), bold=True),
        printable("  " + ", ".join([f"account {home.account}", home.region, *roles])),
        "  " + _summary(found),
        "",
    ]
    for each in found.mistakes:
        lines.append(click.style(printable(f"  ✗ wrong    {each.message}"), fg="red"))
        lines.append(printable(f"             {_where(found, each.field)}"))
    for reason in found.unfilled:
        lines.append(click.style(printable(f"  ? unknown  {reason}"), fg="yellow"))
        lines.append("             give it with --image, --set, --account or --region")
    for reason in found.unread:
        lines.append(click.style(printable(f"  ? unknown  {reason}"), fg="yellow"))
        lines.append("             --allow-unknown accepts it")
    for answer in found.answers:
        if not _is_about_a_key(answer):
            lines += _lines(found, answer)
    lines += _keys(found)
    if not (found.answers or found.mistakes or found.unread):
        lines.append("  ECS makes no call with a role of the task")
    return "\n".join([*lines, *_after(found)])


def _summary(found: Preflight) -> str:
    import click

    counts = [counted(len(found.answers), "call")]
    counts += [f"{len(found.missing)} missing"] if found.missing else []
    counts += [f"{len(found.unknown)} not known"] if found.unknown else []
    counts += [f"{len(found.unfilled)} not given"] if found.unfilled else []
    counts += [f"{len(found.unread)} not read"] if found.unread else []
    counts += [counted(len(found.mistakes), "mistake")] if found.mistakes else []
    starts = _starts(found)
    words = {
        True: ("its roles let it start", "green"),
        False: ("it will fail", "red"),
        None: ("whether it starts is not known", "yellow"),
    }
    verdict, color = words[starts]
    return f"{click.style(verdict, fg=color)} ({', '.join(counts)})"


def _is_about_a_key(answer: CallAnswer) -> bool:
    call = answer.call
    return answer.verdict == "unknown" and call.action == "kms:Decrypt" and bool(call.only_if)


def _keys(found: Preflight) -> list[str]:
    """Return once what depends on the keys of all parameters and secrets."""
    import click

    about = [answer.call for answer in found.answers if _is_about_a_key(answer)]
    if not about:
        return []
    mark = click.style("? unknown ", fg="yellow")
    return [
        f"  {mark} execution kms:Decrypt  for {len(about)} of the values that it reads",
        "             needed only where a value is encrypted with a customer managed key: name it "
        "with --kms-key, or give --aws-managed-keys",
        *(printable(f"             {_where(found, call.field)}") for call in about),
    ]


def reasons_of(answer: CallAnswer) -> list[str]:
    """Return why a call is not allowed, or why that is not known."""
    if answer.reasons or answer.decision is None or answer.verdict != "missing":
        return list(answer.reasons)
    return why_not(answer.decision)


def _lines(found: Preflight, answer: CallAnswer) -> list[str]:
    import click

    call = answer.call
    mark = click.style(f"{_MARKS[answer.verdict]} {answer.verdict:8}", fg=_COLORS[answer.verdict])
    by = ""
    if answer.verdict == "allowed" and answer.decision and answer.decision.deciding:
        by = f"  ({answer.decision.deciding.statement.sid or answer.decision.deciding.policy.name})"
    lines = [f"  {mark} {printable(f'{call.role:9} {call.action}  {as_shown(call.resource)}{by}')}"]
    details = []
    if answer.verdict != "allowed":
        details.append(f"to {call.row.purpose}: {_where(found, call.field)}")
        details += reasons_of(answer)
    if answer.hint:
        details.append(answer.hint)
    if answer.verdict == "missing" and call.row.grant is None:
        role = found.roles[call.role].logical_id
        details.append(
            f"fix the trust policy of {role}: let the service ecs-tasks.amazonaws.com call "
            "sts:AssumeRole; no grant does that"
        )
    if answer.verdict == "missing" and found.is_of_instances and call.role == "execution":
        role = found.roles[call.role].logical_id
        details.append(f"allow it in the policies of {role}, the container instance's role")
    if answer.verdict == "missing":
        details.append(f"the error is: {ERRORS[call.row.error].message}")
        details.append(f"AWS: {call.row.page}")
    elif call.only_if and not any(call.only_if in reason for reason in answer.reasons):
        details.append(f"needed only if {call.only_if}")
    return [*lines, *(printable(f"             {detail}") for detail in details)]


def _after(found: Preflight) -> list[str]:
    lines: list[str] = []
    needed = needed_grants((answer.call for answer in found.grantable), found.home)
    if needed.declarations:
        lines += ["", "  What is missing, for the app file:", ""]
        lines += [f"    {line}" for line in grants_text(needed.declarations).splitlines()]
    if found.notes:
        lines += ["", "  In addition to the task's own roles:"]
        lines += [printable(f"    - {note}") for note in found.notes]
    network = _network(found)
    if network:
        lines += ["", "  Not checked: other causes of the same messages"]
        lines += [f"    - {error}\n      {causes}" for error, causes in network.items()]
    return lines
