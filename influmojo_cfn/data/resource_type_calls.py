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
_GROUPS = ("Groups",)
_MANAGED = ("ManagedPolicyArns",)
_INLINE = ("Policies",)
_LOGIN = ("LoginProfile",)
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
    "AWS::IAM::User": {
        "iam:AddUserToGroup": _GROUPS,
        "iam:RemoveUserFromGroup": _GROUPS,
        "iam:AttachUserPolicy": _MANAGED,
        "iam:DetachUserPolicy": _MANAGED,
        "iam:PutUserPolicy": _INLINE,
        "iam:CreateLoginProfile": _LOGIN,
        "iam:UpdateLoginProfile": _LOGIN,
        "iam:PutUserPermissionsBoundary": ("PermissionsBoundary",),
    },
    "AWS::IAM::Group": {
        "iam:AttachGroupPolicy": _MANAGED,
        "iam:DetachGroupPolicy": _MANAGED,
        "iam:PutGroupPolicy": _INLINE,
    },
}
"""Actions that a handler lists and makes only for some properties, by resource type.

``Property~text`` is a property that holds a string.
"""

PRINCIPALS: Mapping[str, tuple[str, ...]] = {
    "role": ("Roles", "RoleName"),
    "user": ("Users", "UserName"),
    "group": ("Groups", "GroupName"),
}
"""What a resource of IAM changes by its name, and the properties that name it."""

PRINCIPAL_TYPES = frozenset(
    {
        "AWS::IAM::GroupPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::RolePolicy",
        "AWS::IAM::UserPolicy",
    }
)
"""Types that have no ARN of their own: they change the principals that they name.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
(read 2026-11-28)
"""

SERVICE_LINKED: Mapping[str, str] = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "*.application-autoscaling.amazonaws.com",
    "AWS::ECS::Cluster": "ecs.amazonaws.com",
    "AWS::ECS::Service": "ecs.amazonaws.com",
}
"""The service whose service-linked role the first resource of a type creates."""
