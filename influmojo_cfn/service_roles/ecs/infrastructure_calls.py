"""What ECS itself and CodeDeploy call with the role of a service or a capacity provider.

Each page was read 2026-11-27; the actions are those of the AWS managed policy that it names.
"""

from __future__ import annotations

from influmojo_cfn.service_roles.service_call import ANYTHING, FieldCalls

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"

_SERVICE = "AWS::ECS::Service"
_HOOK = ("DeploymentConfiguration", "LifecycleHooks", "*")

ECS_INFRASTRUCTURE = (
    *(
        FieldCalls(
            _SERVICE,
            ("Role",),
            ("LoadBalancers", "*", field),
            {"": tuple(f"elasticloadbalancing:{name}" for name in actions)},
            "register tasks with the load balancer",
            f"{_ECS}using-service-linked-roles.html",
            ANYTHING,
        )
        for field, actions in (
            ("TargetGroupArn", ("RegisterTargets", "DeregisterTargets")),
            (
                "LoadBalancerName",
                ("RegisterInstancesWithLoadBalancer", "DeregisterInstancesFromLoadBalancer"),
            ),
        )
    ),
    FieldCalls(
        _SERVICE,
        ("VolumeConfigurations", "*", "ManagedEBSVolume", "RoleArn"),
        ("VolumeConfigurations", "*", "ManagedEBSVolume", "RoleArn"),
        {
            "": (
                *("ec2:CreateVolume", "ec2:CreateTags", "ec2:DescribeVolumes", "ec2:AttachVolume"),
                *("ec2:DetachVolume", "ec2:DeleteVolume"),
            )
        },
        "create and attach the task's EBS volume",
        f"{_ECS}infrastructure_IAM_role.html",
        ANYTHING,
    ),
    FieldCalls(
        _SERVICE,
        ("ServiceConnectConfiguration", "Services", "*", "Tls", "RoleArn"),
        ("ServiceConnectConfiguration", "Services", "*", "Tls", "RoleArn"),
        {
            "": (
                *("secretsmanager:CreateSecret", "secretsmanager:TagResource"),
                *("secretsmanager:PutSecretValue", "secretsmanager:GetSecretValue"),
                *("secretsmanager:DescribeSecret", "acm-pca:IssueCertificate"),
                *("acm-pca:GetCertificate", "acm-pca:GetCertificateAuthorityCertificate"),
            )
        },
        "issue the certificates of Service Connect and store them",
        f"{_ECS}infrastructure_IAM_role.html",
        ANYTHING,
    ),
    FieldCalls(
        _SERVICE,
        ("VpcLatticeConfigurations", "*", "RoleArn"),
        ("VpcLatticeConfigurations", "*", "RoleArn"),
        {"": ("vpc-lattice:RegisterTargets", "vpc-lattice:DeregisterTargets")},
        "register tasks with the target group of VPC Lattice",
        f"{_ECS}infrastructure_IAM_role.html",
        ANYTHING,
    ),
    FieldCalls(
        _SERVICE,
        ("LoadBalancers", "*", "AdvancedConfiguration", "RoleArn"),
        ("LoadBalancers", "*", "AdvancedConfiguration", "RoleArn"),
        {
            "": (
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:DescribeRules",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeTargetHealth",
                "elasticloadbalancing:RegisterTargets",
                "elasticloadbalancing:DeregisterTargets",
                "elasticloadbalancing:ModifyRule or elasticloadbalancing:ModifyListener",
            )
        },
        "shift traffic between the target groups",
        f"{_ECS}AmazonECSInfrastructureRolePolicyForLoadBalancers.html",
        ANYTHING,
    ),
    FieldCalls(
        "AWS::ECS::CapacityProvider",
        ("ManagedInstancesProvider", "InfrastructureRoleArn"),
        ("ManagedInstancesProvider", "InfrastructureRoleArn"),
        {
            "": (
                *("ec2:CreateLaunchTemplate", "ec2:CreateFleet", "ec2:RunInstances"),
                *("ec2:CreateTags", "ec2:DescribeInstances", "ec2:DescribeSubnets"),
                "ec2:DescribeSecurityGroups",
            )
        },
        "launch the managed instances",
        f"{_ECS}infrastructure_IAM_role.html",
        ANYTHING,
    ),
    FieldCalls(
        _SERVICE,
        (*_HOOK, "RoleArn"),
        (*_HOOK, "HookTargetArn"),
        {"lambda": ("lambda:InvokeFunction",)},
        "call the hook of the deployment",
        f"{_ECS}blue-green-permissions.html",
    ),
    FieldCalls(
        "AWS::CodeDeploy::DeploymentGroup",
        ("ServiceRoleArn",),
        ("ECSServices",),
        {
            "": (
                *("ecs:DescribeServices", "ecs:CreateTaskSet", "ecs:UpdateServicePrimaryTaskSet"),
                *("ecs:DeleteTaskSet", "elasticloadbalancing:DescribeTargetGroups"),
                *("elasticloadbalancing:DescribeListeners", "elasticloadbalancing:ModifyListener"),
                *("elasticloadbalancing:DescribeRules", "elasticloadbalancing:ModifyRule"),
            )
        },
        "replace the service's task set",
        f"{_ECS}codedeploy_IAM_role.html",
        ANYTHING,
    ),
    FieldCalls(
        "AWS::CodeDeploy::DeploymentGroup",
        ("ServiceRoleArn",),
        ("TriggerConfigurations", "*", "TriggerTargetArn"),
        {"sns": ("sns:Publish",)},
        "tell of the deployment",
        "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-sns-event-notifications-permisssions.html",
    ),
    FieldCalls(
        "AWS::CodeDeploy::DeploymentGroup",
        ("ServiceRoleArn",),
        ("AlarmConfiguration", "Alarms"),
        {"": ("cloudwatch:DescribeAlarms",)},
        "watch the alarms of the deployment",
        "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html",
        ANYTHING,
    ),
)
