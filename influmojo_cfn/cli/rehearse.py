"""``influmojo-cfn rehearse``: the template on a local emulator, its roles tried."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.app_file import app_option
from influmojo_cfn.cli.file_type import FILE
from influmojo_cfn.cli.output import is_styled, line_width, say, show, show_text
from influmojo_cfn.cli.target import environment_option, parameter_option

if TYPE_CHECKING:
    from influmojo_cfn.app import App
    from influmojo_cfn.rehearsal.deployment import RehearsedTemplate


@click.command()
@app_option
@click.option(
    "--template",
    "template_file",
    type=FILE,
    help="A template to rehearse as it is, instead of an app.",
)
@parameter_option
@environment_option
def command(
    app_file: Path | None,
    template_file: Path | None,
    parameter: tuple[str, ...],
    environment_name: str | None,
) -> int:
    """Deploy on a local emulator and try what the roles are and are not allowed to do.

    Starts ministack on a free loopback port and deploys the template through the CloudFormation
    API. Then it checks names, attached policies, trust policies and tags. With IAM enforced, it
    tries to assume the roles as an ordinary user. Then it assumes them and makes real calls: those
    that a role is allowed to make, and negative test cases. The table shows which program judged
    each result; where the emulator cannot judge a call, its evaluator decides with the right
    resource and context. This program's own evaluator judges what a permissions boundary leaves of
    the calls, for a boundary of boundary-policy, of the template or of AWS. The services and jobs
    of the app are started with the roles. Things that the emulator omits for them, such as running
    containers, are listed. Nothing reaches AWS, and the emulator is stopped whatever happens. Each
    role needs a RoleName.

    Exits with code 2 if a result differs from what was expected.

    Without options, it rehearses the app of influmojo-cfn.yaml at the defaults of its parameters.

    \b
    Examples:
      influmojo-cfn rehearse
      influmojo-cfn rehearse --parameter DatabaseResourceId=db-ABCDEFGHIJKL
      influmojo-cfn rehearse --app orders.yaml --environment staging
    """
    from influmojo_cfn.cli.app_file import load_app
    from influmojo_cfn.cli.generated import text_of
    from influmojo_cfn.cli.named_values import named_values
    from influmojo_cfn.rehearsal.deployment import RehearsedTemplate
    from influmojo_cfn.rehearsal.rehearsal import rehearse
    from influmojo_cfn.report.rehearsal import WIDE, notes, summary, table
    from influmojo_cfn.template import build

    if app_file is not None and template_file is not None:
        raise click.BadParameter("excludes --app; give one of them", param_hint="--template")
    services, boundaries = None, {}
    if template_file is not None:
        from influmojo_cfn.cloudformation import read_template
        from influmojo_cfn.files import read_text

        template = read_template(template_file).data
        text = read_text(template_file)
        parameters = named_values("--parameter", parameter)
        if environment_name is not None:
            parameters = {"EnvironmentName": environment_name, **parameters}
    else:
        app = load_app(app_file)
        template = build(app)
        text = text_of(template, "yaml")
        parameters, services = _of_services(app, environment_name, parameter, template)
        boundaries = _boundaries(app)
    rehearsal = rehearse(
        RehearsedTemplate(template=template, parameters=parameters, text=text),
        services=services,
        boundaries=boundaries,
        say=lambda line: say(f"... {line}", err=True),
    )
    show(table(rehearsal, width=line_width() or WIDE, color=is_styled()))
    say()
    show_text(notes(rehearsal))
    say(summary(rehearsal))
    return 2 if rehearsal.differs else 0


def _boundaries(app: App) -> dict[str, Any]:
    """Return the documents of what boundary-policy writes for an app, by the policies' names."""
    from influmojo_cfn.cloudformation.environment import Environment
    from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
    from influmojo_cfn.errors import QuotaError
    from influmojo_cfn.rehearsal.emulator import ACCOUNT, REGION
    from influmojo_cfn.template.boundary import build_boundary

    try:
        found = ResolvedTemplate(build_boundary(app), Environment(account=ACCOUNT, region=REGION))
    except QuotaError:  # There is none: boundary-policy reports why.
        return {}
    return {
        found.property(name, "ManagedPolicyName"): found.property(name, "PolicyDocument")
        for name in found.of_type("AWS::IAM::ManagedPolicy")
    }


def _of_services(
    app: App, environment: str | None, entries: tuple[str, ...], roles: dict[str, Any]
) -> tuple[dict[str, str], RehearsedTemplate | None]:
    """Return the values of the roles' parameters, and the services with those of theirs.

    Raises:
        Error: see :func:`.parameters_in`.
    """
    from influmojo_cfn.cli.target import parameters_in
    from influmojo_cfn.rehearsal.deployment import RehearsedTemplate
    from influmojo_cfn.template.ecs import build_services
    from influmojo_cfn.template.environment_files import values_in

    given = parameters_in(app, environment, entries)
    if not (app.services or app.jobs):
        return given, None
    template = build_services(app)
    theirs = template["Parameters"].keys()
    in_environment = {}
    if environment is not None and app.environments:
        in_environment = values_in(app, environment, template)
    services = RehearsedTemplate(
        template=template,
        parameters={**in_environment, **{k: v for k, v in given.items() if k in theirs}},
    )
    # What neither template has is told of the roles'.
    return {k: v for k, v in given.items() if k in roles["Parameters"] or k not in theirs}, services
