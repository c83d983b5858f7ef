"""W9718: actions that need two resources of which one is never allowed."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.arns import may_name, starts_unknown
from influmojo_cfn.rules.logic.groups import groups
from influmojo_cfn.rules.model import Model, PolicyStatement
from influmojo_cfn.rules.rule import Found, rule

BOTH = {
    "ecs:executecommand": {
        "the cluster": "arn:${Partition}:ecs:${Region}:${Account}:cluster/${Cluster}",
        "the task": "arn:${Partition}:ecs:${Region}:${Account}:task/${Cluster}/${Task}",
    },
}
"""Actions (lower case) that are allowed only where each of the resources is.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html (read 2026-11-27)
"""


@rule(
    id="W9718",
    shortdesc="The action needs a second resource",
    description="Some calls are checked against two resources: ecs:ExecuteCommand against the cluster and the task.",
    why="The call is refused although one of the two is allowed.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html",
    tags=("iam", "resources"),
    scope="template",
)
def two_resources(model: Model) -> Iterator[Found]:
    """Find actions that need two resources, of which no statement has the second."""
    for group in groups(model, complete=True):
        for action, kinds in BOTH.items():
            having = [s for s in group if s.allows and action in s.exact_actions]
            reached = [kind for kind in kinds if any(_reaches(s, kinds[kind]) for s in having)]
            if having and len(reached) == 1:
                (missing,) = kinds.keys() - set(reached)
                value = next(v for v in having[0].actions if v.text.lower() == action)
                yield value.path, f"{value.text} needs {missing} as well: add its ARN"


def _reaches(statement: PolicyStatement, arn: str) -> bool:
    return bool(statement.not_resources) or any(
        starts_unknown(value.text) or value.text == "*" or may_name(value.text, arn)
        for value in statement.resources
    )
