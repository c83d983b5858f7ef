"""E9743: roles in the place of their instance profile."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.given import roles_at

PROFILES = {
    "AWS::AutoScaling::LaunchConfiguration": (("IamInstanceProfile",),),
    "AWS::Batch::ComputeEnvironment": (("ComputeResources", "InstanceRole"),),
    "AWS::EC2::Instance": (("IamInstanceProfile",),),
    "AWS::EC2::LaunchTemplate": (
        ("LaunchTemplateData", "IamInstanceProfile", "Arn"),
        ("LaunchTemplateData", "IamInstanceProfile", "Name"),
    ),
}
"""The properties that take an instance profile, by its name or its ARN.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
(read 2026-11-28)
"""


@rule(
    id="E9743",
    shortdesc="The role is in the place of its instance profile",
    description="EC2 takes an AWS::IAM::InstanceProfile, which holds the role.",
    why="EC2 finds no instance profile of that name or ARN: the instances do not start.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html",
)
def role_for_profile(model: Model) -> Findings:
    """Find properties that take an instance profile and have a role of the template.

    A role of a name that the template gives can have a profile of that name elsewhere. A profile of
    the template can have the name of its role.
    """
    profiles = {
        profile.text("InstanceProfileName")
        for profile in model.resources("AWS::IAM::InstanceProfile")
    }
    for kind, ways in PROFILES.items():
        for instance in model.resources(kind):
            places = (place for way in ways for place in instance.below(*way))
            for value, role in (found for place in places for found in roles_at(model, place)):
                if value.text.startswith("arn:") or t.has_unknown(value.text):
                    if ":instance-profile/" not in value.text and value.text not in profiles:
                        name = role.logical_id
                        yield value.path, f"{name} is a role: name an instance profile that has it"
