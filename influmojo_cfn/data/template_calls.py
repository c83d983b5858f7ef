"""What CloudFormation calls for the parts of a template that are not resources.

Sources (read 2026-11-28):
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-permissions-cloudformation.html
"""

from __future__ import annotations

ZONES = (
    "ec2:DescribeAccountAttributes",
    "ec2:DescribeAvailabilityZones",
    "ec2:DescribeSubnets",
)
"""For ``Fn::GetAZs``; these take no resource."""

REFERENCES = {
    "ssm": "ssm:GetParameters",
    "ssm-secure": "ssm:GetParameters",
    "secretsmanager": "secretsmanager:GetSecretValue",
}
"""For a dynamic reference, by its service."""

STORED_PARAMETER = "ssm:GetParameters"
"""For a template's parameter of a type ``AWS::SSM::Parameter::Value<...>``."""

TRANSFORM = "cloudformation:CreateChangeSet"
"""For each transform and macro that a template names, on the transform."""

INCLUDE = "s3:GetObject"
"""For what ``AWS::Include`` reads."""
