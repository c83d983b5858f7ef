"""W9718: actions that need two resources, of which no statement has the second."""

from __future__ import annotations

from influmojo_cfn.rules.arns import may_name, starts_unknown
from influmojo_cfn.rules.logic.groups import groups
from influmojo_cfn.rules.model import Model, PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule

BOTH = {
    "ecs:executecommand": {
        "the cluster": "arn:${Partition}:ecs:${Region}:${Account}:cluster/${Cluster}",
        "the task": "arn:${Partition}:ecs:${Region}:${Account}:task/${Cluster}/${Task}",
    },
    "ec2:attachvolume": {
        "the instance": "arn:${Partition}:ec2:${Region}:${Account}:instance/${Instance}",
        "the volume": "arn:${Partition}:ec2:${Region}:${Account}:volume/${Volume}",
    },
    "ec2:detachvolume": {
        "the instance": "arn:${Partition}:ec2:${Region}:${Account}:instance/${Instance}",
        "the volume": "arn:${Partition}:ec2:${Region}:${Account}:volume/${Volume}",
    },
    "ec2:runinstances": {
        "the image": "arn:${Partition}:ec2:${Region}::image/${Image}",
        "the instance": "arn:${Partition}:ec2:${Region}:${Account}:instance/${Instance}",
        "the network interface": "arn:${Partition}:ec2:${Region}:${Account}:network-interface/${Id}",
        "the security group": "arn:${Partition}:ec2:${Region}:${Account}:security-group/${Id}",
        "the subnet": "arn:${Partition}:ec2:${Region}:${Account}:subnet/${Subnet}",
        "the volume": "arn:${Partition}:ec2:${Region}:${Account}:volume/${Volume}",
    },
    "ssm:sendcommand": {
        "the document": "arn:${Partition}:ssm:${Region}:${Account}:document/${Document}",
        "the instance": "arn:${Partition}:${Service}:${Region}:${Account}:${Managed}instance/${Id}",
    },
}
"""Actions (lower case) that are allowed only where each of the resources is.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html,
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html and
https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command-setting-up.html
(read 2026-11-27)
"""


@rule(
    id="W9718",
    shortdesc="The action needs a second resource",
    description="Some calls are checked against two resources: ecs:ExecuteCommand against the cluster and the task.",
    why="The call is denied although one of the two is allowed.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html",
    tags=("iam", "resources"),
)
def two_resources(model: Model) -> Findings:
    for group in groups(model, complete=True):
        for action, kinds in BOTH.items():
            having = [s for s in group if s.allows and action in s.exact_actions]
            reached = [kind for kind in kinds if any(_reaches(s, kinds[kind]) for s in having)]
            left = [kind for kind in kinds if kind not in reached]
            if having and reached and left:
                missing = " and ".join(left)
                value = next(v for v in having[0].actions if v.text.lower() == action)
                yield value.path, f"{value.text} needs {missing} as well: add the ARN"


def _reaches(statement: PolicyStatement, arn: str) -> bool:
    return bool(statement.not_resources) or any(
        starts_unknown(value.text) or value.text == "*" or may_name(value.text, arn)
        for value in statement.resources
    )
