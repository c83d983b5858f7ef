"""``influmojo-cfn init``: the files that a project begins with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from influmojo_cfn.cli.output import say

if TYPE_CHECKING:
    from influmojo_cfn.evidence.project_folder import ProjectFolder
    from influmojo_cfn.evidence.starter_app import Starter, StarterService


@click.command()
@click.option("--project", help="The project's name.  [default: from what is found]")
@click.option(
    "--service",
    "services",
    multiple=True,
    metavar="NAME",
    help="A service of the application. Repeatable.  [default: what is found]",
)
@click.option(
    "--ci",
    type=click.Choice(["github"]),
    is_flag=False,
    flag_value="github",
    help="Also write the workflows: one checks pull requests, one deploys.",
)
@click.option("--yes", is_flag=True, help="Do not prompt: take what is found, and the defaults.")
@click.option(
    "--existing",
    type=click.Choice(["keep", "replace"]),
    help="What to do with files that exist.  [default: prompt; with --yes, stop]",
)
def command(
    project: str | None, services: tuple[str, ...], ci: str | None, yes: bool, existing: str | None
) -> int:
    """Write the files that a project begins with: app file, claims, hooks and workflows.

    Reads the task definitions, Compose files and source code of this folder. Asks for what they do
    not contain: the project, its services, and what each service uses. Writes influmojo-cfn.yaml
    with its JSON Schema for editors, the claims file of prove, and .pre-commit-config.yaml. With
    --ci, also writes .github/workflows/iam-roles.yml and, unless the app's pipeline is of GitLab or
    Bitbucket, deploy.yml. If influmojo-cfn.yaml exists, uses its app, and writes only the other
    files.

    Writes all files or none, and prints the name of each. Asks before it replaces a file.

    Without options, it prompts for what is missing, and writes no workflows.

    \b
    Examples:
      influmojo-cfn init
      influmojo-cfn init --yes --ci
      influmojo-cfn init --yes --project orders --service api --service worker
    """
    from influmojo_cfn.cli.app_file import load_app
    from influmojo_cfn.config.project_file import PROJECT_FILE
    from influmojo_cfn.evidence.project_folder import read_project_folder
    from influmojo_cfn.evidence.starter_reading import read_starter
    from influmojo_cfn.report.starter_files import starter_files

    folder = read_project_folder(Path())
    if Path(PROJECT_FILE).exists() and existing != "replace":
        if project or services:
            raise click.BadParameter(
                f"exists, and --project and --service are for a new one; edit {PROJECT_FILE}",
                param_hint=PROJECT_FILE,
            )
        app, starter = load_app(None), None
        built = read_starter(folder, app.project).services if ci else []
    else:
        built = []
        starter = _starter(folder, project, services, ask=not yes, github=ci == "github")
        app = starter.app()
    files = starter_files(app, starter, workflows=ci == "github", built=built)
    _write(files, existing, ask=not yes)
    if starter is not None:
        for note in starter.notes:
            say(f"note: {note}", err=True)
    template = f"templates/{app.project}-ecs-iam.yaml"
    say(f"next: influmojo-cfn build && influmojo-cfn check {template}")
    return 0


def _starter(
    folder: ProjectFolder,
    project: str | None,
    services: tuple[str, ...],
    *,
    ask: bool,
    github: bool,
) -> Starter:
    """Return what the folder tells, completed by the options and by what the user answers."""
    from dataclasses import replace

    from influmojo_cfn.cli.questions import ask_project, ask_services, ask_uses
    from influmojo_cfn.evidence.starter_app import StarterService
    from influmojo_cfn.evidence.starter_reading import read_starter

    for file in (*folder.task_definitions, *folder.compose_files):
        say(f"found {file}", err=True)
    found = read_starter(folder, project)
    if ask and project is None:
        answered = ask_project(found.project)
        found = found if answered == found.project else read_starter(folder, answered)
    names = services or tuple(each.name for each in found.services)
    if ask and not services:
        names = ask_services(names or ("app",))
    known = {each.name: each for each in found.services}
    chosen = [
        known.get(name) or StarterService.assumed(name, found.project, ".")
        for name in names or ("app",)
    ]
    if ask:
        chosen = [replace(each, grants=(*each.grants, *ask_uses(each))) for each in chosen]
    repository = folder.repository if github else None
    lacks_repository = github and repository is None
    notes = (*found.notes, *_notes(chosen, lacks_repository=lacks_repository))
    return replace(found, services=chosen, repository=repository, branch=folder.branch, notes=notes)


def _notes(services: Sequence[StarterService], *, lacks_repository: bool) -> Iterator[str]:
    """Yield what the user has to check or to add, as no file of the project tells it."""
    if assumed := [str(each.repository) for each in services if each.is_assumed]:
        yield f"No file names the repositories, so these are assumed: {', '.join(assumed)}."
    if lacks_repository:
        yield (
            "The workflows need a deployment role: add deployment to influmojo-cfn.yaml, with "
            "github: {repository: OWNER/NAME, branch: main}. No GitHub repository is configured "
            "as origin."
        )


def _write(files: Mapping[str, str], existing: str | None, *, ask: bool) -> None:
    """Write all files or none; those that exist as the user or the option says."""
    from influmojo_cfn.errors import Problem, WriteError
    from influmojo_cfn.files import inputs_kept, read_text, write_all

    kept = []
    problems = []
    for name, text in files.items():
        path = Path(name)
        if not path.exists() and not path.is_symlink():
            continue
        with inputs_kept():  # Read to be compared.
            is_same = path.is_file() and read_text(path) == text
        if is_same:
            kept.append((name, "unchanged"))
        elif existing == "keep" or (
            existing is None and ask and not click.confirm(f"{name} exists. Replace it?", err=True)
        ):
            kept.append((name, "kept as it is"))
        elif existing is None and not ask:
            fix = "give --existing keep or --existing replace; nothing was written"
            problems.append(Problem(name, f"exists; {fix}"))
    if problems:
        raise WriteError(problems)
    for name, words in kept:
        say(f"{name}: {words}")
    left = {Path(name): text for name, text in files.items() if name not in dict(kept)}
    replaced = {path for path in left if path.exists()}
    write_all(left)
    for path in left:
        say(f"{path}: {'replaced' if path in replaced else 'written'}")
