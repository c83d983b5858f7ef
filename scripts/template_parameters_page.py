"""reference/template-parameters.md: parameters and outputs of the templates, read from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from influmojo_cfn.cloudformation.reader import read_document

ROOT = Path(__file__).parent.parent

TEMPLATES: Mapping[str, tuple[str, str]] = {
    "influmojo-ecs-iam.yaml": (
        "Roles",
        "The template of the two roles. With every parameter at its default, it creates "
        "`influmojo-ecs-task-execution-role` and `influmojo-ecs-task-role`.",
    ),
    "influmojo-ecs-service.yaml": (
        "Services",
        "The template of the [services](../how-to/ecs-services.md) that run with the roles.",
    ),
}
"""Each template of the page to its heading and the sentences below it."""

_HEAD = """\
# Template parameters

The parameters of the default app's templates, in the order of the console's form. An app of your
own has other ones: each `{parameter: NAME, default: VALUE}` of its [app file](app-file.md) is one.

CloudFormation rejects a value that is not valid, with the words of the last column. The template
`templates/influmojo-root.yaml`, which nests both templates, has the parameters of both, and
`TemplatesUrl`: the URL of the S3 folder that contains them.
"""


def text() -> str:
    """Return the page: the parameters and outputs of each template, in the form's order."""
    return "\n".join([_HEAD, *(part for name in TEMPLATES for part in _sections(name))])


def _sections(name: str) -> Iterator[str]:
    heading, words = TEMPLATES[name]
    template = read_document(ROOT / "templates" / name).data
    yield f"## {heading}\n\n{words}\n"
    form = template["Metadata"]["AWS::CloudFormation::Interface"]
    for group in form["ParameterGroups"]:
        yield f"### {group['Label']['default']}\n"
        rows = [_row(each, template["Parameters"][each]) for each in group["Parameters"]]
        yield _table(("parameter", "default", "meaning", "valid values"), rows)
    yield f"### Outputs of the {heading.lower()}\n"
    yield "Each output is also an export, named `${AWS::StackName}-OUTPUT`.\n"
    outputs = [
        (f"`{key}`", str(value["Description"])) for key, value in template["Outputs"].items()
    ]
    yield _table(("output", "value"), outputs)


def _row(name: str, parameter: Mapping[str, Any]) -> tuple[str, ...]:
    default = parameter.get("Default")
    shown = "none: required" if default is None else f"`{default}`" if default else "empty"
    valid = " or ".join(f"`{value}`" for value in parameter.get("AllowedValues", ()))
    words = parameter.get("ConstraintDescription", "").removeprefix("must be ")
    return f"`{name}`", shown, parameter["Description"], valid or words


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '') for cell in line)} |\n" for line in lines)
