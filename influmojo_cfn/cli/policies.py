"""``influmojo-cfn policies``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from influmojo_cfn.cli.app_file import app_option
from influmojo_cfn.cli.output import say


@click.command()
@app_option
@click.option(
    "--output-dir", type=click.Path(path_type=Path), required=True, help="Folder to write into."
)
@click.option("--account", required=True, help="The account ID: 12 digits.")
@click.option("--region", required=True, help="The Region, such as ap-south-1.")
@click.option("--partition", default="", help="The partition.  [default: the Region's]")
@click.option(
    "--parameter",
    "parameters",
    multiple=True,
    metavar="K=V",
    help="A parameter value, in place of the default.",
)
def command(
    app_file: Path | None,
    output_dir: Path,
    account: str,
    region: str,
    partition: str,
    parameters: tuple[str, ...],
) -> None:
    """Write the policy documents of the roles, for the IAM console.

    Writes ecs-task-execution-role.json, ecs-task-role.json and trust-policy.json, or none of them.
    Every parameter is at its default, unless given. Prints the name of each file that it replaces,
    and the two commands that tag the policies.

    Without further options, it takes the app of influmojo-cfn.yaml and the Region's partition.

    \b
    Example:
      influmojo-cfn policies --output-dir policies --account 111122223333 \\
          --region ap-south-1
    """
    from influmojo_cfn.cli.app_file import app_path, load_app
    from influmojo_cfn.cli.named_values import named_values
    from influmojo_cfn.cloudformation.environment import Environment
    from influmojo_cfn.cloudformation.parameters import parameter_values
    from influmojo_cfn.errors import each_of
    from influmojo_cfn.files import check_overwriting, write_all
    from influmojo_cfn.template import build
    from influmojo_cfn.template.documents import documents_of, tag_commands

    app = load_app(app_file)
    given = named_values("--parameter", parameters)
    environment, _ = each_of(
        lambda: Environment.checked(
            parameters=given, account=account, region=region, partition=partition
        ),
        lambda: parameter_values(build(app), given),
    )
    documents, omitted = documents_of(app, environment)
    texts = {
        output_dir / name: json.dumps(document, indent=2) + "\n"
        for name, document in documents.items()
    }
    check_overwriting([app_path(app_file)], texts)
    there = {path for path in texts if path.exists()}
    write_all(texts)
    for path in texts:
        say(f"{path}: {'replaced' if path in there else 'written'}")
    for words in omitted:
        say(f"omitted: {words}", err=True)
    say()
    say("Tags, which the console's JSON editor does not take:")
    for line in tag_commands(app, environment):
        say(line)
