"""AWS managed policies that are made for the role of one service, by the services that assume it.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-awsmanpol.html,
https://docs.aws.amazon.com/codedeploy/latest/userguide/managed-policies.html and
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html (read 2026-11-28)
"""

from __future__ import annotations

from collections.abc import Mapping

_CODEDEPLOY = frozenset({"codedeploy.amazonaws.com"})
_EC2 = frozenset({"ec2.amazonaws.com"})
_ECS = frozenset({"ecs.amazonaws.com"})

MADE_FOR: Mapping[str, frozenset[str]] = {
    "AmazonAPIGatewayPushToCloudWatchLogs": frozenset({"apigateway.amazonaws.com"}),
    "AmazonEC2ContainerServiceAutoscaleRole": frozenset(
        {"application-autoscaling.amazonaws.com", "ecs.application-autoscaling.amazonaws.com"}
    ),
    "AmazonEC2ContainerServiceEventsRole": frozenset(
        {"events.amazonaws.com", "pipes.amazonaws.com", "scheduler.amazonaws.com"}
    ),
    "AmazonEC2ContainerServiceRole": _ECS,
    "AmazonEC2ContainerServiceforEC2Role": _EC2 | {"ssm.amazonaws.com"},
    "AmazonEC2SpotFleetTaggingRole": frozenset({"spotfleet.amazonaws.com"}),
    "AmazonECSInfrastructureRolePolicyForLoadBalancers": _ECS,
    "AmazonECSInfrastructureRolePolicyForManagedInstances": _ECS,
    "AmazonECSInfrastructureRolePolicyForServiceConnectTransportLayerSecurity": _ECS,
    "AmazonECSInfrastructureRolePolicyForVolumes": _ECS,
    "AmazonECSInfrastructureRolePolicyForVpcLattice": _ECS,
    "AmazonECSInfrastructureRoleforExpressGatewayServices": _ECS,
    "AmazonRDSEnhancedMonitoringRole": frozenset({"monitoring.rds.amazonaws.com"}),
    "AWSAppRunnerServicePolicyForECRAccess": frozenset({"build.apprunner.amazonaws.com"}),
    "AWSAppSyncPushToCloudWatchLogs": frozenset({"appsync.amazonaws.com"}),
    "AWSBatchServiceRole": frozenset({"batch.amazonaws.com"}),
    "AWSCodeDeployRole": _CODEDEPLOY,
    "AWSCodeDeployRoleForECS": _CODEDEPLOY,
    "AWSCodeDeployRoleForECSLimited": _CODEDEPLOY,
    "AWSCodeDeployRoleForLambda": _CODEDEPLOY,
    "AWSCodeDeployRoleForLambdaLimited": _CODEDEPLOY,
}
"""By the policy's name."""
