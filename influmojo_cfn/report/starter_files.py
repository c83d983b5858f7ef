"""The files that a project begins with: app file, claims, hooks of pre-commit, GitHub workflows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from influmojo_cfn.app import App, GitHub
from influmojo_cfn.config.project_file import PROJECT_FILE
from influmojo_cfn.evidence.starter_app import Starter, StarterService
from influmojo_cfn.report.line_width import comment_lines

SCHEMA = "influmojo-cfn.schema.json"
PRE_COMMIT = ".pre-commit-config.yaml"
WORKFLOWS = {"check.yml": "iam-roles.yml", "deploy.yml": "deploy.yml"}
"""A workflow of ``starter/`` to its name in ``.github/workflows/``."""

_TEXTS = Path(__file__).parent / "starter"


def template_of(app: App) -> str:
    """Return where ``build`` writes the template of an app."""
    return f"templates/{app.project}-ecs-iam.yaml"


def claims_file_of(app: App) -> str:
    """Return where ``prove`` looks for the claims of that template."""
    return f"templates/{app.project}-claims.yaml"


def starter_files(
    app: App,
    starter: Starter | None,
    *,
    workflows: bool,
    built: Sequence[StarterService] = (),
) -> Mapping[str, str]:
    """Return the text of each file of a project, by its path.

    Args:
        app: the project's app.
        starter: what it was made from; None where the app file was there already.
        workflows: whether the GitHub workflows are among the files.
        built: without a starter, services of the folder, which tell how their images are built.
    """
    from influmojo_cfn.data import APP_SCHEMA

    files = {}
    if starter is not None:
        files[PROJECT_FILE] = app_file(app, starter)
        files[SCHEMA] = APP_SCHEMA.read_text("utf-8")
    files[claims_file_of(app)] = claims_file(app)
    files[PRE_COMMIT] = _text("pre-commit.yaml", app)
    services = [each for each in _services_of(app, starter, built) if each.repository]
    if app.deployment and not app.deployment.github:
        services = []  # The deployment role is for the pipelines of another host.
    for name, target in WORKFLOWS.items() if workflows else ():
        if services or name != "deploy.yml":
            files[f".github/workflows/{target}"] = _text(name, app, services)
    return files


_HINTS = "Grants that the environment variables suggest. Add those that the code needs:"


def app_file(app: App, starter: Starter) -> str:
    """Return the app file, with what is not known of the application as comments."""
    from influmojo_cfn.config import dump

    hints = [f"- {each.name}, {hint}" for each in starter.services for hint in each.hints]
    notes = [*starter.notes, *([_HINTS] if hints else ()), *hints]
    comments = [line for note in notes for line in comment_lines(note, then="#   ")]
    hint, _, rest = dump(app, schema=SCHEMA).partition("\n")
    return "\n".join([hint, *comments, rest])


def claims_file(app: App) -> str:
    """Return the claims that the roles of an app keep."""
    from influmojo_cfn.cloudformation import dump
    from influmojo_cfn.template.claims import claims_of

    begin = "# What the roles can never do: influmojo-cfn prove"
    return f"{begin} {template_of(app)}\n{dump(claims_of(app))}"


def _text(name: str, app: App, services: Sequence[StarterService] = ()) -> str:
    text = (_TEXTS / name).read_text("utf-8")
    lines = [f"- {json.dumps(_row(each))}" for each in services]
    for key, value in {
        "__TEMPLATE__": template_of(app),
        "__PROJECT__": app.project,
        "__CLUSTER__": str(
            getattr(app.cluster, "default", app.cluster) or f"{app.project}-cluster"
        ),
        **_of_pipeline(app.deployment.github if app.deployment else None),
        "__SERVICES__": "\n          ".join(lines),
    }.items():
        text = text.replace(key, value)
    return text


def _of_pipeline(github: GitHub | None) -> dict[str, str]:
    """Return what starts the workflow, as the trust policy of the deployment role takes it."""
    kind, name = "branches", (github.branch if github else None) or "main"
    if github and github.tags:
        kind, name = "tags", github.tags
    environment = github.environment if github else None
    job = f"\n    environment: {json.dumps(environment)}" if environment else ""
    return {"__REFS__": f"{kind}: [{json.dumps(name)}]", "__ENVIRONMENT__": job}


def _services_of(
    app: App, starter: Starter | None, built: Sequence[StarterService]
) -> Sequence[StarterService]:
    """Return the services of an app with what is known of how their images are built."""
    if starter is not None:
        return starter.services
    known = {each.name: each for each in built}
    return [
        replace(
            known.get(each.name) or StarterService(name=each.name),
            repository=str(getattr(value, "default", value)),
        )
        for each in app.services
        if (value := each.repository) is not None
    ]


def _row(service: StarterService) -> dict[str, str]:
    return {
        "service": service.name,
        "repository": service.repository or "",
        "context": service.context or ".",
        "dockerfile": service.dockerfile or "Dockerfile",
        "task-definition": service.task_definition or "",
    }
