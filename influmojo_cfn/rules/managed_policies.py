"""What the AWS managed policies allow that a role has."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import Entity, PolicyStatement, TemplatePolicy
from influmojo_cfn.rules.read import read_policy


def managed_path(value: Value) -> str:
    """Return path and name of the AWS managed policy that an ARN is of, or an empty string."""
    arn = parse_arn(value.text)
    if arn is None or arn.service != "iam" or arn.account != "aws":
        return ""
    return arn.resource.removeprefix("policy/") if arn.resource.startswith("policy/") else ""


@remembered
def managed_policy(path: str) -> TemplatePolicy | None:
    """Return an AWS managed policy of the ``aws`` partition, or None where it is not known."""
    from influmojo_cfn.iam.managed_policies import aws_managed_document

    document = aws_managed_document(path) if path else None
    return read_policy(document).policies[0] if document else None


def aws_statements(entity: Entity) -> Iterator[tuple[Value, PolicyStatement]]:
    """Yield the statements of the AWS managed policies attached, each with the ARN it comes from."""
    for value in entity.managed_arns:
        policy = managed_policy(managed_path(value))
        for statement in policy.statements if policy else ():
            yield value, statement
