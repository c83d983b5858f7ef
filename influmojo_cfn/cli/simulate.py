"""``influmojo-cfn simulate``: whether a role can make a call, and which statement decides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.candidates import complete_principals
from influmojo_cfn.cli.environment import NAMES, environment_of, environment_options
from influmojo_cfn.cli.file_type import FILE
from influmojo_cfn.cli.output import say, show, show_text

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation import Document
    from influmojo_cfn.cloudformation.principals import TemplatePrincipal
    from influmojo_cfn.evaluation.principal_evaluator import PrincipalEvaluator
    from influmojo_cfn.evaluation.simulate import Decision
    from influmojo_cfn.iam.document import Policy
    from influmojo_cfn.iam.document_problems import PolicyType


@click.command()
@click.argument("template", type=FILE)
@click.option(
    "--role",
    required=True,
    metavar="NAME",
    shell_complete=complete_principals,
    help="A role, user, group or permission set, by logical ID or name.",
)
@click.option("--action", required=True, metavar="ACTION", help="The action, such as s3:PutObject.")
@click.option(
    "--resource", metavar="ARN", help="The exact resource; * is not a wildcard.  [default: *]"
)
@click.option("--context", multiple=True, metavar="K=V", help="A condition key of the request.")
@environment_options
@click.option("--principal", metavar="KIND:ID", help="Evaluate the trust policy for this caller.")
@click.option("--boundary", type=FILE, help="A permissions boundary, in place of the role's.")
@click.option("--session-policy", type=FILE, multiple=True, help="A session policy.")
@click.option(
    "--service-control-policy",
    type=FILE,
    multiple=True,
    help="A service control policy; all of them belong to one level.",
)
@click.option(
    "--resource-control-policy",
    type=FILE,
    multiple=True,
    help="A resource control policy of the account.",
)
@click.option(
    "--endpoint-policy", type=FILE, help="The policy of the VPC endpoint that the request takes."
)
@click.option(
    "--expect",
    type=click.Choice(["allowed", "denied"]),
    help="Exit with code 2 on any other answer.",
)
@click.option("--format", "form", type=click.Choice(["pretty", "json"]), default="pretty")
def command(template: Path, role: str, expect: str | None, form: str, **options: Any) -> int:
    """Report whether a role of a TEMPLATE can make a call, and which statement decides.

    The answer is allowed, explicitDeny or implicitDeny, as in AWS's policy simulator, or unknown
    where only a deployment determines it. The context is that of every request of an ECS task, or
    of a user with access keys. Values of --context are added to it or override it. A key that is
    given twice has two values. With --principal, the trust policy decides whether the principal can
    assume the role. A group is asked about as a member that has its policies alone.

    Without further options, the resource is *, the parameters have their defaults, and the command
    exits with code 0 unless the answer is unknown.

    \b
    Examples:
      influmojo-cfn simulate templates/influmojo-ecs-iam.yaml --role TaskRole \\
          --action s3:PutObject \\
          --resource arn:aws:s3:::influmojo-uploads/a.png --expect allowed
      influmojo-cfn simulate templates/influmojo-ecs-iam.yaml --role TaskRole \\
          --action sts:AssumeRole --principal Service:ecs-tasks.amazonaws.com
    """
    from influmojo_cfn.cloudformation import read_template
    from influmojo_cfn.cloudformation.roles import principal_of
    from influmojo_cfn.evaluation.principals import check_known_action, request_of
    from influmojo_cfn.evaluation.request import parse_context
    from influmojo_cfn.report.assumed import assumed
    from influmojo_cfn.report.decision import as_json, explanation

    environment = environment_of(**{name: options[name] for name in NAMES})
    document = read_template(template)
    found = principal_of(document, role, environment)
    request = request_of(
        found,
        options["action"],
        options["resource"] or "*",
        context=parse_context(options["context"]),
        principal=options["principal"],
    )
    decision = _evaluator(document, found, options).decide(request)
    if expect is not None:
        check_known_action(decision)
    if form == "json":
        show(as_json(decision, found.logical_id))
    else:
        show_text(explanation(decision))
    for note in (*_notes(decision, options), *_omitted(document, found, decision)):
        say(f"note: {note}", err=True)
    for reason in found.unread:
        say(f"unknown: {reason}", err=True)
    as_expected = {
        None: decision.outcome != "unknown",
        "allowed": decision.allowed,
        "denied": decision.denied,
    }[expect]
    say(f"assumed: {assumed(environment, document.data)}", err=True)
    if as_expected:
        return 0
    if expect is not None:
        say(f"expected {expect}, but it is {decision.outcome}", err=True)
    return 2


def _notes(decision: Decision, options: dict[str, Any]) -> list[str]:
    """Return what of the question cannot be meant so."""
    request = decision.request
    notes: list[str] = []
    from influmojo_cfn.evaluation.principals import misspelled

    notes.extend(filter(None, [misspelled(decision)]))
    if request.resource != "*" and any(char in request.resource for char in "*?"):
        notes.append("--resource is taken literally, * and ? too; prove covers all resources")
    missing = {row.element for nearest in decision.nearest for row in nearest.mismatches}
    if options["resource"] is None and "Resource" in missing and request.principal is None:
        notes.append("no --resource was given, so * was used")
    return notes


def _omitted(document: Document, asked: TemplatePrincipal, decision: Decision) -> Iterator[str]:
    """Name the statements about the action that a condition omits."""
    if decision.outcome != "implicitDeny" or decision.request.principal is not None:
        return
    from influmojo_cfn.iam.patterns import action_matches
    from influmojo_cfn.proof.omitted_statements import omitted_statements

    for each in omitted_statements(document, asked.environment):
        own = each.role == asked.logical_id and each.statement.effect == "Allow"
        if own and any(action_matches(text, decision.request.action) for text in each.actions):
            place = each.policy.where(each.statement.path) or each.policy.name
            yield f"{place} is omitted at these parameter values; it is included {each.where}"


def _evaluator(
    document: Document, asked: TemplatePrincipal, options: dict[str, Any]
) -> PrincipalEvaluator:
    from influmojo_cfn.evaluation.principal_evaluator import PrincipalEvaluator

    endpoint = options["endpoint_policy"]
    return PrincipalEvaluator(
        document,
        asked,
        boundary=_policy_file(options["boundary"]) if options["boundary"] else None,
        session=[_policy_file(file) for file in options["session_policy"]],
        service_control=[_policy_file(file) for file in options["service_control_policy"]],
        resource_control=[
            _policy_file(file, "resource") for file in options["resource_control_policy"]
        ],
        endpoint=_policy_file(endpoint, "resource") if endpoint else None,
    )


def _policy_file(file: Path, kind: PolicyType = "identity") -> Policy:
    from influmojo_cfn.cloudformation import read_document
    from influmojo_cfn.iam.document import parse_policy

    document = read_document(file)
    return parse_policy(document.data, kind=kind, name=file.name, source=document)
