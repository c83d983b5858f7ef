"""What CloudFormation calls for the parts of a template that are not resources.

Sources (read 2026-11-28):
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getavailabilityzones.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-permissions-cloudformation.html
"""

from __future__ import annotations

LOOKUPS = {
    "zones": (
        "ec2:DescribeAccountAttributes",
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeSubnets",
    ),
    "ssm": ("ssm:GetParameters",),
    "ssm-secure": ("ssm:GetParameters",),
    "secretsmanager": ("secretsmanager:GetSecretValue",),
}
"""For Availability Zones, and for a dynamic reference by its service.

A parameter of a type AWS::SSM::Parameter::Value is read as one of ssm is.
"""

STORES = {"ssm": 6, "ssm-secure": 6, "secretsmanager": 7}
"""How many parts the ARN of a stored value has, by the service of a dynamic reference."""

TRANSFORM = "cloudformation:CreateChangeSet"
"""For each transform and macro that a template names, on the transform."""

INCLUDE = "s3:GetObject"
"""For what AWS::Include reads."""
