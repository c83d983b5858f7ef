"""Root templates: the roles once per environment, or the roles and the services together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from troposphere import GetAtt, Ref, Sub, Template

from influmojo_cfn.app import App
from influmojo_cfn.app.environments import ENVIRONMENT, TEMPLATES_URL
from influmojo_cfn.app.limits import ENVIRONMENT_NAME_MAX
from influmojo_cfn.app.shape import check_app
from influmojo_cfn.errors import AppError, Problem, did_you_mean
from influmojo_cfn.template import quotas
from influmojo_cfn.template.ecs import balancer_rule
from influmojo_cfn.template.ecs_parameters import is_balanced, role_arns, service_rows
from influmojo_cfn.template.environment_files import values_in
from influmojo_cfn.template.frame import begun, export, finished
from influmojo_cfn.template.nested_stack import nested_stack, passed_down
from influmojo_cfn.template.parameters import ParameterRow, parameter_of, rows_of
from influmojo_cfn.template.role_rows import RoleRow, roles_of
from influmojo_cfn.template.statements import camel_case
from influmojo_cfn.template.taken_names import owner_of_parameter


def _always_there(app: App) -> dict[str, str]:
    """Return the outputs of the roles' template that no condition omits."""
    return {
        f"{row.logical_id}{suffix}": f"{words} of the {_title(row)}"
        for row in roles_of(app)
        for suffix, words in (("Arn", "ARN"), ("Name", "Name"))
    }


def _title(row: RoleRow) -> str:
    return row.infrastructure.title if row.infrastructure else f"{row.role} role{_of(row.owner)}"


def _how_many(app: App) -> str:
    count = len(roles_of(app))
    return "two" if count == 2 else str(count)


def _of(owner: str) -> str:
    return f" of the {owner}" if owner else ""


def build_nest(
    app: App, template_url: str, environments: Sequence[str], per_environment: Sequence[str] = ()
) -> dict[str, Any]:
    """Return a root template with one nested stack of the roles for each environment.

    Without environments they are the app's own; where it has none, there is one stack, and
    EnvironmentName is passed down as well. All share the root's parameters, but for those named in
    ``per_environment``, of which the root has one for each environment. Those that the app gives a
    value in an environment are not shared either. ``template_url`` is the address of the roles'
    template, or a file next to the root that ``aws cloudformation package`` is to upload.

    Raises:
        AppError: an environment's name, a parameter's or the URL is rejected, or two of the root's
            names would be one; every problem is listed.
        QuotaError: the root has more parameters or outputs than CloudFormation allows.
    """
    check_app(app)
    environments = environments or list(app.environments)
    rows = {row.name: row for row in rows_of(app)}
    _check_nest(template_url, environments, per_environment, rows)
    fixed = {name: _values_of(app, name, rows) for name in environments}
    own = {name: _own_rows(name, per_environment, rows, fixed[name]) for name in environments}
    everywhere = {name for name in rows if fixed and all(name in each for each in fixed.values())}
    given = [row for row in rows.values() if row.name not in {*per_environment, *everywhere}]
    all_rows = [*given, *(row for each in own.values() for row in each.values())]
    if problems := [*_taken_parameters(app, given, own), *_taken_outputs(app, environments)]:
        raise AppError(problems)
    quotas.check_output_count(
        len(_always_there(app)) * len(environments or [""]),
        "nest fewer environments, or give some of the services an app of their own",
    )
    template = begun(
        f"The IAM roles of {app.display_title} on Amazon ECS, a nested stack per environment",
        all_rows,
        f"root stack -> one nested stack of the {_how_many(app)} roles per environment; their "
        "outputs come up",
    )
    for environment in environments or [""]:
        down: dict[str, Any] = {name: Ref(name) for name in rows} | fixed.get(environment, {})
        down |= {name: Ref(row.name) for name, row in own.get(environment, {}).items()}
        _add_roles(template, app, template_url, environment, down)
    return finished(template)


def _own_rows(
    environment: str,
    names: Sequence[str],
    rows: Mapping[str, ParameterRow],
    values: Mapping[str, str],
) -> dict[str, ParameterRow]:
    """Return the parameters that an environment has for itself."""
    return {name: _of_environment(rows[name], environment, values) for name in names}


def _check_nest(
    url: str,
    environments: Sequence[str],
    per_environment: Sequence[str],
    rows: Mapping[str, ParameterRow],
) -> None:
    problems = [*_problems(environments), *_of_each(per_environment, environments, rows)]
    if message := _refused_url(url):
        problems.append(Problem("--template-url", message))
    if problems:
        raise AppError(problems)


def _taken_parameters(
    app: App, given: Sequence[ParameterRow], own: Mapping[str, Mapping[str, ParameterRow]]
) -> Iterator[Problem]:
    """Yield each parameter of an environment whose name another parameter of the root has."""
    owners = {row.name: owner_of_parameter(app, row.name) for row in given}
    for environment, rows in own.items():
        for name, row in rows.items():
            if row.name in owners:
                message = f"makes the parameter {row.name} of {environment}, which is also of"
                message += f" {owners[row.name]}; rename one of them"
                yield Problem(f"--per-environment {name}", message)
            owners[row.name] = f"--per-environment {name}, {environment}"


def _taken_outputs(app: App, environments: Sequence[str]) -> Iterator[Problem]:
    """Yield each environment that would make an output of another one's."""
    owners: dict[str, str] = {}
    for environment in environments:
        for key in _always_there(app):
            output = f"{camel_case(environment)}{key}"
            if output in owners:
                message = f"makes the output {output}, which is also of {owners[output]}"
                yield Problem(f"--environment {environment}", f"{message}; rename one of them")
                break
            owners[output] = environment


def _values_of(app: App, environment: str, rows: Mapping[str, ParameterRow]) -> dict[str, str]:
    """Return the values that are the same whatever is given to the root."""
    if not app.environments:
        return {ENVIRONMENT: environment}
    parameters = {name: parameter_of(row).to_dict() for name, row in rows.items()}
    return values_in(app, environment, {"Parameters": parameters})


def _add_roles(
    template: Template, app: App, url: str, environment: str, down: Mapping[str, Any]
) -> None:
    """Add the nested stack of an environment, and what comes up from it."""
    prefix = camel_case(environment)
    logical_id = f"{prefix}Roles"
    words = f"The {_how_many(app)} roles of {environment or 'the only environment'}."
    template.add_resource(nested_stack(logical_id, url, down, words, app.resource_tags))
    of = f" of {environment}" if environment else ""
    for key, what in _always_there(app).items():
        export(template, f"{prefix}{key}", f"{what}{of}", GetAtt(logical_id, f"Outputs.{key}"))


def _of_environment(row: ParameterRow, environment: str, values: Mapping[str, str]) -> ParameterRow:
    return row._replace(
        name=f"{camel_case(environment)}{row.name}",
        default=values.get(row.name, row.default),
        label=f"{row.label} ({environment})",
    )


def _refused_url(url: str) -> str:
    """Return what is wrong with a TemplateURL; nothing where it is an address or a file's path."""
    if not url.strip():
        return "is empty: give the address of the roles' template, or its path"
    if "://" not in url or re.fullmatch(r"https?://[A-Za-z0-9.:-]+/\S+", url):
        return ""
    expected = "https://BUCKET.s3.REGION.amazonaws.com/KEY"
    return f"{url!r} is not the address of a template, such as {expected}"


def _of_each(
    names: Sequence[str], environments: Sequence[str], rows: Mapping[str, ParameterRow]
) -> Iterator[Problem]:
    known = [name for name in rows if name != ENVIRONMENT]
    for name in names:
        if name not in known:
            nearest = did_you_mean(name, known)
            yield Problem(f"--per-environment {name}", f"isn't a parameter of the roles{nearest}")
    if names and not environments:
        yield Problem("--per-environment", "needs --environment")


def _problems(environments: Sequence[str]) -> Iterator[Problem]:
    for name in environments:
        fits = re.fullmatch("[a-z0-9]([a-z0-9-]*[a-z0-9])?", name)
        if not fits or len(name) > ENVIRONMENT_NAME_MAX:
            yield Problem(
                f"--environment {name}",
                f"must be 1 to {ENVIRONMENT_NAME_MAX} lowercase letters, digits and hyphens, "
                "beginning and ending with a letter or digit",
            )
    ids = [camel_case(name).lower() for name in environments]
    for index, name in enumerate(environments):
        if ids[:index].count(ids[index]) == 1:
            yield Problem(f"--environment {name}", "is given twice, hyphens aside")


def build_root(app: App, services_file: str, templates_url: str | None = None) -> dict[str, Any]:
    """Return a root template that nests the roles, PROJECT-ecs-iam.yaml, and the services.

    ``services_file`` is the name of the services' template. ``templates_url`` is the folder of
    both: a URL, or a path next to the root that ``aws cloudformation package`` is to upload.
    Without it, the root asks for the URL with the parameter TemplatesUrl.

    Raises:
        AppError: the app has no services, an address is rejected, or a parameter of the app has the
            name of the root's own.
        QuotaError: the root has more parameters or outputs than CloudFormation allows.
    """
    check_app(app)
    if not (app.services or app.jobs):
        raise AppError(Problem("services", "is missing: the app describes no service; add one"))
    roles_file = f"{app.project}-ecs-iam.yaml"
    roles_url, services_url = _urls(templates_url, roles_file, services_file)
    role_rows, rows = rows_of(app), service_rows(app)
    own = [row for row in rows if row.name not in role_arns(app)]
    names = {row.name for row in own}
    asked = [_url_row(roles_file, services_file)] if templates_url is None else []
    all_rows = [*asked, *own, *(row for row in role_rows if row.name not in names)]
    if asked and TEMPLATES_URL in [row.name for row in (*own, *role_rows)]:
        message = "is the name of a parameter of the root template itself; rename the one of"
        owner = owner_of_parameter(app, TEMPLATES_URL)
        raise AppError(Problem(f"parameter {TEMPLATES_URL}", f"{message} {owner}"))
    quotas.check_output_count(len(_always_there(app)) + 1)
    template = begun(
        f"The IAM roles and the services of {app.display_title} on Amazon ECS",
        all_rows,
        "root stack -> roles stack; services stack takes the roles' ARNs, so it waits for them",
    )
    if is_balanced(app):
        template.add_rule("LoadBalancer", balancer_rule())
    _add_both(template, app, (roles_url, services_url), role_rows, own)
    return finished(template)


def _add_both(
    template: Template,
    app: App,
    urls: tuple[Any, Any],
    role_rows: Sequence[ParameterRow],
    own: Sequence[ParameterRow],
) -> None:
    """Add the stacks of the roles and of the services, with the outputs that come up."""
    why = f"The {_how_many(app)} roles, with their policies attached before anything uses them."
    down: dict[str, Any] = {row.name: Ref(row.name) for row in role_rows}
    template.add_resource(nested_stack("Roles", urls[0], down, why, app.resource_tags))
    down = {row.name: passed_down(row.name, row.type) for row in own}
    down |= {name: GetAtt("Roles", f"Outputs.{name}") for name in role_arns(app)}
    why = "Cluster and services, which run with the roles."
    template.add_resource(nested_stack("Services", urls[1], down, why, app.resource_tags))
    for key, what in _always_there(app).items():
        export(template, key, what, GetAtt("Roles", f"Outputs.{key}"))
    cluster = GetAtt("Services", "Outputs.ClusterName")
    export(template, "ClusterName", "Name of the cluster", cluster)


def _urls(templates_url: str | None, *names: str) -> list[Any]:
    """Return the address of each template: in a folder, or in the one that a parameter names."""
    if templates_url is None:
        return [Sub(f"${{{TEMPLATES_URL}}}/{name}") for name in names]
    if message := _refused_url(f"{templates_url}/{names[0]}"):
        raise AppError(Problem("--templates-url", message))
    return [f"{templates_url.rstrip('/')}/{name}" for name in names]


def _url_row(*files: str) -> ParameterRow:
    return ParameterRow(
        name=TEMPLATES_URL,
        group="names",
        label="Where the templates are",
        description=(
            f"The URL of the S3 folder that holds {' and '.join(files)}, without a slash at its "
            "end."
        ),
        default=None,
        allowed_pattern=r"^https?://[A-Za-z0-9.:/_-]*[A-Za-z0-9_-]$",
        constraint_description="must be a URL without a slash at its end",
    )
