"""reference/app-file.md: every key of the app file, from the fields that its reader goes by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, is_dataclass

from influmojo_cfn.app.deployment import Bitbucket, DeploymentPipeline, GitHub, GitLab
from influmojo_cfn.app.environments import AppEnvironment
from influmojo_cfn.app.fields import AppField, fields_of
from influmojo_cfn.app.model import (
    AppFields,
    EnvironmentFile,
    FileSystemMount,
    GrantUse,
    Job,
    Parameter,
    PolicyProperties,
    Role,
    RoleProperties,
    Service,
    SideContainer,
)
from influmojo_cfn.config.reader import file_type

PARTS: Mapping[type, tuple[str, str]] = {
    AppFields: ("Top level", "An app file needs `project`, and something to grant."),
    Role: ("Role", "The value of `execution_role` and `task_role`."),
    RoleProperties: (
        "Role properties",
        "A value of `role_properties`. CloudFormation changes a path or a policy's "
        "description only by replacing the resource: use these keys for "
        "[roles that exist](../how-to/import-existing-roles.md).",
    ),
    PolicyProperties: (
        "Policy properties",
        "A value of `policies` of a role: what it states takes the place of the role's "
        "`policy_path` and `policy_description`, and adds to its `policy_tags`.",
    ),
    GrantUse: (
        "Grant",
        "An element of `grants`. The arguments of the grant, such as `bucket`, are keys next to "
        "these; [the catalog](grants/README.md) lists them.",
    ),
    Parameter: (
        "Parameter",
        "Takes the place of a string in a key of the type `string or parameter`. The parameter "
        "gets the pattern and the length of what it stands for.",
    ),
    Service: ("Service", "An element of `services`: [services](../how-to/ecs-services.md)."),
    Job: ("Job", "An element of `jobs`: [jobs](../how-to/ecs-services.md#jobs)."),
    SideContainer: ("Container", "An element of `containers` of a service or job."),
    EnvironmentFile: ("Environment file", "An element of `environment_files`."),
    FileSystemMount: ("Volume", "An element of `volumes`."),
    DeploymentPipeline: (
        "Deployment",
        "The value of `deployment`, with exactly one of `github`, `gitlab` and `bitbucket`: "
        "[the role of a pipeline](../how-to/ecs-services.md#the-role-of-a-pipeline).",
    ),
    GitHub: ("GitHub", "Give exactly one of `branch`, `environment` and `tags`."),
    GitLab: ("GitLab", "Give exactly one of `branch` and `tags`."),
    Bitbucket: ("Bitbucket", "All three keys are required."),
    AppEnvironment: (
        "Environment",
        "A value of `environments`; its key is the name of the environment: [values per "
        "environment](../how-to/multiple-accounts-and-environments.md).",
    ),
}
"""Each part of an app file to its heading and the sentences below it, in the order of the page."""

_HEAD = """\
# App file

`influmojo-cfn.yaml` describes the roles of an application, and optionally its services, jobs and
pipeline. Commands take the file in the working directory or the nearest one above it; `--app` names
another one. Unknown keys and wrong types are errors, each with its key path.

`influmojo-cfn grants --schema > app.schema.json` writes the JSON Schema of the file. With
`# yaml-language-server: $schema=app.schema.json` as the first line, an editor completes the keys.
`influmojo-cfn init` writes both. [Python](python-api.md#app) has the same fields.
"""

_EXAMPLE = """\
## Example

```yaml
project: orders
execution_role:
  grants:
    - grant: ecr.pull_images
      repositories: [orders-worker]
    - grant: logs.write_logs
      groups: [/ecs/orders-worker]
task_role:
  grants:
    - grant: sqs.consume_messages
      queue: orders
    - grant: s3.read_objects
      bucket: {parameter: CatalogBucket, default: orders-catalog}
```

```console
$ influmojo-cfn build --app examples/queue-worker.yaml --output queue-worker-roles.yaml
queue-worker-roles.yaml: written (11,210 bytes)
```
"""


def text() -> str:
    """Return the page: a section for each part of an app file."""
    sections = [section for part in PARTS for section in _section(part)]
    return "\n".join([_HEAD, _EXAMPLE, *sections])


def _section(part: type) -> Iterator[str]:
    heading, words = PARTS[part]
    yield f"## {heading}\n\n{words}\n"
    rows = [row for field in fields_of(part) for row in _rows(field)]
    yield "\n".join(["| key | type | meaning |", "|---|---|---|", *dict.fromkeys(rows)]) + "\n"


def _rows(field: AppField) -> Iterator[str]:
    if field.key.rest:
        words = field.key.words or "An argument of the grant."
        yield f"| any other | string, true or false, or list | {words} |"
        return
    name = f"{field.key.within}.{field.file_key}" if field.key.within else field.file_key
    yield f"| `{name}` | {_type(field)} | {_cell(field.key.words)}{_given(field)} |"


def _type(field: AppField) -> str:
    """Return the type of a value, with a link to the part that it is or that it lists."""
    kind = file_type(field).replace("text", "string")
    for found in (*field.kinds, *field.items):
        if is_dataclass(found) and found is not Parameter:
            heading = PARTS[found][0]
            link = f"[{heading.lower()}](#{heading.lower().replace(' ', '-')})"
            return f"{kind} of {link}" if found in field.items else link
    return f"{kind} of strings" if kind == "list" else kind


def _given(field: AppField) -> str:
    """Return what holds if a key is omitted, where its own words do not tell."""
    if field.is_required:
        return " Required."
    if field.default in (None, (), {}, "", MISSING) or "if omitted" in field.key.words:
        return ""
    default = str(field.default)
    return f" Default: `{default.lower() if isinstance(field.default, bool) else default}`."


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
