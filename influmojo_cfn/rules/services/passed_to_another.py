"""E9727: iam:PassRole on roles of the template for services that these do not trust."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.service_principals import service_principal_problem
from influmojo_cfn.rules.model import Entity, Model, PolicyStatement, role_named
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_service_calls import denied_service_calls
from influmojo_cfn.rules.services.role_not_trusting import may_be_assumed, untrusting
from influmojo_cfn.service_roles.run_task_calls import PASSED

LIKE_TRUST = frozenset(
    {
        "cloudformation",
        "codebuild",
        "codedeploy",
        "codepipeline",
        "ec2",
        "ecs",
        "ecs-tasks",
        "events",
        "lambda",
        "pipes",
        "scheduler",
        "states",
    }
)
"""Services that assume a role under the name that iam:PassedToService has for them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html (read 2026-11-27)
"""


@rule(
    id="E9727",
    shortdesc="The role does not trust the service that it can be passed to",
    description="iam:PassedToService names the service that gets the role; the role's trust policy names who assumes it.",
    why="Passing the role to that service is of no use, and to the one that it trusts it is denied.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    tags=("iam", "services", "conditions"),
)
def passed_to_another(model: Model) -> Findings:
    told = {each.place for each in denied_service_calls(model)}
    untrusted = {(each.role.logical_id, each.row.service) for each in untrusting(model)}
    for statement in model.statements:
        if statement.policy.has_principals or not statement.allows:
            continue
        roles = roles_passed(model, statement) if "iam:passrole" in statement.exact_actions else []
        for condition in statement.on(PASSED) if roles else ():
            services = condition.texts
            if condition.negated or condition.asks_presence or not _are_known(services):
                continue
            if told & {value.path for value in condition.values}:
                continue
            if untrusted & {(role.logical_id, each) for role in roles for each in services}:
                continue
            if not any(may_be_assumed(role, each) for role in roles for each in services):
                names = ", ".join(role.logical_id for role in roles)
                value = condition.values[0]
                yield value.path, f"{names} does not trust {', '.join(sorted(services))}"


def roles_passed(model: Model, statement: PolicyStatement) -> list[Entity]:
    """Return the roles that a statement names; none where one of them is not of the template."""
    found = [
        None if has_wildcard(value.text) else role_named(model, value.text)
        for value in statement.resources
    ]
    return [role for role in found if role] if all(found) else []


def _are_known(services: frozenset[str]) -> bool:
    return bool(services) and all(
        not t.has_unknown(each)
        and not has_wildcard(each)
        and not service_principal_problem(each)
        and each.partition(".")[0] in LIKE_TRUST
        for each in services
    )
