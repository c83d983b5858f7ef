"""What AWS's registry of resource types does not tell of the calls that its handlers list.

Sources (read 2026-11-27):
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
"""

from __future__ import annotations

from collections.abc import Mapping

_RETENTION = ("RetentionInDays",)
_PROTECTION = ("DataProtectionPolicy",)
_INDEXES = ("FieldIndexPolicies",)
_POLICY = ("ResourcePolicyDocument",)
_KEY = ("KmsKeyId",)
_LAMBDA = ("ServiceNamespace~lambda",)

CALLED_FOR_PROPERTIES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "AWS::Logs::LogGroup": {
        "logs:PutRetentionPolicy": _RETENTION,
        "logs:DeleteRetentionPolicy": _RETENTION,
        "logs:PutDataProtectionPolicy": _PROTECTION,
        "logs:DeleteDataProtectionPolicy": _PROTECTION,
        "logs:CreateLogDelivery": _PROTECTION,
        "firehose:TagDeliveryStream": _PROTECTION,
        "logs:PutIndexPolicy": _INDEXES,
        "logs:DeleteIndexPolicy": _INDEXES,
        "logs:PutResourcePolicy": _POLICY,
        "logs:DeleteResourcePolicy": _POLICY,
        "logs:AssociateKmsKey": _KEY,
        "logs:DisassociateKmsKey": _KEY,
        "logs:PutLogGroupDeletionProtection": ("DeletionProtectionEnabled",),
        "logs:PutBearerTokenAuthentication": ("BearerTokenAuthenticationEnabled",),
    },
    "AWS::ApplicationAutoScaling::ScalableTarget": {
        "iam:PassRole": ("RoleARN",),
        "application-autoscaling:PutScheduledAction": ("ScheduledActions",),
        "application-autoscaling:DeleteScheduledAction": ("ScheduledActions",),
        "lambda:GetProvisionedConcurrencyConfig": _LAMBDA,
        "lambda:PutProvisionedConcurrencyConfig": _LAMBDA,
        "lambda:DeleteProvisionedConcurrencyConfig": _LAMBDA,
    },
    "AWS::ECS::Cluster": {
        "ecs:PutClusterCapacityProviders": ("CapacityProviders",),
        "kms:DescribeKey": ("Configuration",),
    },
    "AWS::ElasticLoadBalancingV2::ListenerRule": {
        "cognito-idp:DescribeUserPoolClient": ("Actions~authenticate-cognito",)
    },
    "AWS::CloudFormation::Stack": {
        "cloudformation:SetStackPolicy": ("StackPolicyBody",),
        "iam:PassRole": ("RoleARN",),
    },
    "AWS::CloudFormation::StackSet": {"iam:PassRole": ("AdministrationRoleARN",)},
}
"""Actions that a handler lists and makes only for some properties, by resource type.

``Property~text`` is a property that holds a string.
"""

PASSED_TO: Mapping[str, str] = {
    "AWS::CloudFormation::StackSet": "cloudformation.amazonaws.com",
    "AWS::CodeDeploy::DeploymentGroup": "codedeploy.amazonaws.com",
    "AWS::ECS::Service": "ecs.amazonaws.com",
    "AWS::ECS::TaskDefinition": "ecs-tasks.amazonaws.com",
    "AWS::Events::Rule": "events.amazonaws.com",
    "AWS::Glue::Crawler": "glue.amazonaws.com",
    "AWS::Glue::Job": "glue.amazonaws.com",
    "AWS::IAM::InstanceProfile": "ec2.amazonaws.com",
    "AWS::Lambda::Function": "lambda.amazonaws.com",
    "AWS::Scheduler::Schedule": "scheduler.amazonaws.com",
    "AWS::StepFunctions::StateMachine": "states.amazonaws.com",
}
"""The service that a resource of a type passes its roles to."""

SERVICE_LINKED: Mapping[str, str] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "*.application-autoscaling.amazonaws.com",
    "AWS::ECS::Cluster": "ecs.amazonaws.com",
    "AWS::ECS::Service": "ecs.amazonaws.com",
}
"""The service whose service-linked role the first resource of a type creates."""
