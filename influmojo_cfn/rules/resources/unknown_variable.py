"""E9216: a policy variable of no condition key."""

from __future__ import annotations

import re

from influmojo_cfn.iam.service_authorization import condition_key
from influmojo_cfn.iam.text import POLICY_VARIABLE
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.variables import problem_of_variable, texts_of
from influmojo_cfn.rules.rule import Findings, rule

WITHOUT_DOLLAR = re.compile(r"(?<![${])\{((?:aws|saml|[a-z0-9.-]+):[A-Za-z][^{}]*)\}(?!\})")
"""What looks like a variable but for its beginning."""


@rule(
    id="E9216",
    shortdesc="The policy variable names no condition key",
    description="A policy variable is `${key}` with a single-valued condition key, `${*}`, `${?}` or `${$}`.",
    why="IAM replaces it by nothing that matches: the statement is never true.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html",
)
def unknown_variable(statement: PolicyStatement) -> Findings:
    if not statement.policy.is_trust:
        for value in texts_of(statement):
            for found in WITHOUT_DOLLAR.finditer(value.text) if "{" in value.text else ():
                if condition_key(found.group(1)):
                    yield value.path, f"{found.group()!r} is not a variable without a dollar sign"
            if "${" in value.text:
                for found in POLICY_VARIABLE.finditer(value.text):
                    message = problem_of_variable(found.group(1))
                    if message:
                        yield value.path, f"{found.group()!r} {message}"
                if value.text.rfind("${") > value.text.rfind("}"):
                    unclosed = value.text[value.text.rfind("${") :]
                    yield value.path, f"{unclosed!r} has no closing brace"
