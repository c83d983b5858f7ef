"""The guide's steps, done by hand through the API, the guide's mistakes included."""

from __future__ import annotations

import json
from typing import Any

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
EXECUTION = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                "ecr:GetAuthorizationToken",
                "ecr:BatchCheckLayerAvailability",
                "ecr:GetDownloadUrlForLayer",
                "ecr:BatchGetImage",
            ],
            "Resource": "*",
        },
        {
            "Effect": "Allow",
            "Action": ["ssm:GetParameters", "secretsmanager:GetSecretValue"],
            "Resource": [
                "arn:aws:ssm:ap-south-1:111122223333:parameter/influmojo/*",
                "arn:aws:secretsmanager:ap-south-1:111122223333:secret:influmojo/*",
            ],
        },
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": "arn:aws:logs:ap-south-1:111122223333:log-group:/ecs/influmojo*:*",
        },
    ],
}
TASK = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "rds-db:connect",
            "Resource": "arn:aws:rds-db:ap-south-1:111122223333:dbuser:influmojo-db/*",
            "Condition": {"StringEquals": {"rds-db:db-instance-id": "influmojo-db"}},
        },
        {
            "Effect": "Allow",
            "Action": ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
            "Resource": ["arn:aws:s3:::influmojo-uploads/*", "arn:aws:s3:::influmojo-assets/*"],
        },
        {"Effect": "Allow", "Action": ["ses:SendEmail", "ses:SendRawEmail"], "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": "sns:Publish",
            "Resource": "arn:aws:sns:ap-south-1:111122223333:influmojo-notifications",
        },
    ],
}
MANAGED = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"


def follow(iam: Any, *, policy_description: str = "", path: str = "/") -> None:
    """Make the guide's two roles and policies in the account."""
    steps = (
        (
            "influmojo-ecs-task-execution-role",
            "ECS task execution role for Influmojo services",
            "influmojo-ecs-execution-policy",
            EXECUTION,
            "ECS Task Execution",
        ),
        (
            "influmojo-ecs-task-role",
            "ECS task role for Influmojo application permissions",
            "influmojo-ecs-task-policy",
            TASK,
            "ECS Task Application",
        ),
    )
    for role, description, policy, document, purpose in steps:
        iam.create_role(
            RoleName=role, Description=description, AssumeRolePolicyDocument=json.dumps(TRUST)
        )
        described = {"Description": policy_description} if policy_description else {}
        arn = iam.create_policy(
            PolicyName=policy,
            Path=path,
            PolicyDocument=json.dumps(document),
            Tags=[
                {"Key": "Project", "Value": "Influmojo"},
                {"Key": "Purpose", "Value": purpose},
            ],
            **described,
        )["Policy"]["Arn"]
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)
    iam.attach_role_policy(RoleName=steps[0][0], PolicyArn=MANAGED)
