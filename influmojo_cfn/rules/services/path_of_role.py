"""E9728: ARNs of roles of the template without their path, or with another."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_service_calls import denied_service_calls
from influmojo_cfn.rules.services.given import given_roles
from influmojo_cfn.service_roles.run_task_calls import ROLE_FIELDS
from influmojo_cfn.task_definition.task_resources import TASK_DEFINITION


@rule(
    id="E9728",
    shortdesc="The ARN of the role has another path than the role",
    description="A role with a Path has it in its ARN: role/PATH/NAME.",
    why="The ARN names no role: the statement never applies, or nobody is trusted.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names",
    tags=("iam", "services", "resources"),
)
def path_of_role(model: Model) -> Findings:
    paths = dict(_paths(model))
    told = {each.place for each in denied_service_calls(model)} if paths else set()
    for value, others in _values(model) if paths else ():
        arn = read_arn(value.text)
        if arn is None or arn.service != "iam" or not arn.resource.startswith("role/"):
            continue
        path, _, name = arn.resource.removeprefix("role").rpartition("/")
        right = paths.get(name)
        given = f"{path}/"
        if right is None or right == given or t.has_unknown(given) or has_wildcard(given):
            continue
        meant = f"{value.text.removesuffix(arn.resource)}role{right}{name}"
        if arn.account in ("", t.ACCOUNT) and value.path not in told and meant not in others:
            shown = model.resolver.show(name)
            yield value.path, f"the path of {shown} is {right}: role{right}{shown}"


def _paths(model: Model) -> Iterator[tuple[str, str]]:
    """Yield the names of roles with the known path of each; equal strings are equal names."""
    seen: dict[str, set[str]] = {}
    for role in model.roles:
        name = model.resolver.named(role.logical_id)
        path = model.resolver.text(role.properties.get("Path", "/"))
        if t.ANY not in name and not t.has_unknown(path):
            seen.setdefault(name, set()).add(path)
    for name, paths in seen.items():
        if len(paths) == 1:
            yield name, paths.pop()


def _values(model: Model) -> Iterator[tuple[Value, set[str]]]:
    """Yield each value that can be a role's ARN, with those that stand next to it."""
    for statement in model.statements:
        principals = [each.value for each in statement.principals if each.kind == "AWS"]
        for values in (statement.resources, principals):
            texts = {value.text for value in values}
            yield from ((value, texts) for value in values)
    given = [each.value for each in given_roles(model)]
    for definition in model.resources(TASK_DEFINITION):
        given += [value for field in ROLE_FIELDS for value in definition.values(field)]
    yield from ((value, {value.text}) for value in given)
