"""E9211: secrets without suffix, but for those that the statement names with one as well."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.of_kind import of_kind
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9211",
    shortdesc="The secret's ARN lacks its six random characters",
    description="Secrets Manager adds a hyphen and six characters to the name in the ARN.",
    why="The ARN of the name alone matches no secret: the task does not start.",
    source_url="https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples.html",
    tags=("iam", "resources", "arn"),
)
def secret_suffix(statement: PolicyStatement) -> Findings:
    names = {value.path: value.text.rpartition(":secret:")[2] for value in statement.resources}
    known = set(names.values())
    both = {path for path, name in names.items() if f"{name}-??????" in known}
    for path, message in of_kind(statement, "secret"):
        if path not in both:
            yield path, message
