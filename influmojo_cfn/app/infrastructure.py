"""The roles that ECS and its neighbors use for an app's infrastructure, by the app file's words.

Sources (read 2026-11-27): https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ and there
infrastructure_IAM_role.html, instance_IAM_role.html, managed-instances-infrastructure-role.html,
ecs-anywhere-iam-role.html, codedeploy_IAM_role.html, express-service-create-full.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from influmojo_cfn.errors import Problem, did_you_mean


class InfrastructureRole(NamedTuple):
    """A role that AWS uses, not the application: who assumes it, and the AWS policies it needs.

    ``prefix`` is a logical ID without ``Role``, ``name`` the role's name without the project.
    ``managed`` are paths and names of AWS managed policies. ``source`` completes the ARN of what
    can assume it, for aws:SourceArn; ``strict`` says that AWS's page shows that the service sends
    it. ``begins`` is how the name must begin, where an AWS policy asks for it. ``profile`` says
    that instances have it, through an instance profile. ``passes`` says that it hands the roles of
    the tasks to ECS.
    """

    prefix: str
    name: str
    title: str
    use: str
    why: str
    service: str
    managed: tuple[str, ...]
    source: str = ""
    strict: bool = False
    begins: str = ""
    profile: bool = False
    passes: bool = False


_of_ecs = partial(
    InfrastructureRole,
    service="ecs.amazonaws.com",
    source="ecs:${AWS::Region}:${AWS::AccountId}:*",
)
_of_instances = partial(InfrastructureRole, service="ec2.amazonaws.com", profile=True)
_POLICY_FOR = "AmazonECSInfrastructureRolePolicyFor"

INFRASTRUCTURE: dict[str, tuple[InfrastructureRole, ...]] = {
    "load_balancers": (
        _of_ecs(
            prefix="LoadBalancers",
            name="ecs-balancers-role",
            title="load balancer role",
            use="AdvancedConfiguration.RoleArn of a service's load balancer",
            why="Amazon ECS moves traffic between target groups with it in blue/green deployments.",
            managed=(f"{_POLICY_FOR}LoadBalancers",),
        ),
    ),
    "volumes": (
        _of_ecs(
            prefix="Volumes",
            name="ecs-volumes-role",
            title="volume role",
            use="ManagedEBSVolume.RoleArn of a service's volume",
            why="Amazon ECS creates, attaches and deletes the EBS volumes of tasks with it.",
            managed=(f"service-role/{_POLICY_FOR}Volumes",),
        ),
    ),
    "service_connect_tls": (
        _of_ecs(
            prefix="ServiceConnectTls",
            name="ecs-tls-role",
            title="Service Connect TLS role",
            use="Tls.RoleArn of a Service Connect service",
            why="Amazon ECS issues and keeps the certificates of Service Connect with it.",
            managed=(f"service-role/{_POLICY_FOR}ServiceConnectTransportLayerSecurity",),
        ),
    ),
    "vpc_lattice": (
        _of_ecs(
            prefix="VpcLattice",
            name="ecs-vpc-lattice-role",
            title="VPC Lattice role",
            use="VpcLatticeConfigurations.RoleArn of a service",
            why="Amazon ECS registers tasks with VPC Lattice target groups with it.",
            managed=(f"{_POLICY_FOR}VpcLattice",),
        ),
    ),
    "managed_instances": (
        _of_ecs(
            prefix="ManagedInstances",
            name="ecs-capacity-role",
            title="managed instances infrastructure role",
            use="InfrastructureRoleArn of a capacity provider",
            why="Amazon ECS launches and ends the instances that it manages with it.",
            managed=(f"{_POLICY_FOR}ManagedInstances",),
        ),
        _of_instances(
            prefix="ManagedInstance",
            name="managed",
            title="managed instance role",
            use="Ec2InstanceProfileArn of a capacity provider, through its instance profile",
            why=(
                "The instances that Amazon ECS manages register with the cluster with it. Its name "
                "begins with ecsInstanceRole: the infrastructure role may pass no other."
            ),
            managed=("AmazonECSInstanceRolePolicyForManagedInstances",),
            begins="ecsInstanceRole",
        ),
    ),
    "express": (
        _of_ecs(
            prefix="Express",
            name="ecs-express-role",
            title="Express Mode role",
            use="InfrastructureRoleArn of an Express Gateway service",
            why="Amazon ECS makes the load balancers and the scaling of Express Mode with it.",
            managed=("service-role/AmazonECSInfrastructureRoleforExpressGatewayServices",),
        ),
    ),
    "container_instances": (
        _of_instances(
            prefix="ContainerInstance",
            name="ecs-instance-role",
            title="container instance role",
            use="the instance profile of a launch template",
            why="The agent on EC2 instances registers with the cluster with it.",
            managed=("service-role/AmazonEC2ContainerServiceforEC2Role",),
        ),
    ),
    "anywhere": (
        InfrastructureRole(
            prefix="Anywhere",
            name="ecs-anywhere-role",
            title="ECS Anywhere role",
            use="the role of an SSM activation",
            why="Servers outside AWS register with Systems Manager and the cluster with it.",
            service="ssm.amazonaws.com",
            managed=(
                "AmazonSSMManagedInstanceCore",
                "service-role/AmazonEC2ContainerServiceforEC2Role",
            ),
        ),
    ),
    "codedeploy": (
        InfrastructureRole(
            prefix="CodeDeploy",
            name="ecs-codedeploy-role",
            title="CodeDeploy role",
            use="ServiceRoleArn of a deployment group",
            why=(
                "CodeDeploy replaces the tasks of services with it, and passes the roles of the "
                "new tasks to Amazon ECS. Hook functions are named CodeDeployHook_..."
            ),
            service="codedeploy.amazonaws.com",
            managed=("AWSCodeDeployRoleForECSLimited",),
            passes=True,
        ),
    ),
}
"""The roles by the word of the app file; no name is longer than the task execution role's."""


def infrastructure_roles(words: Sequence[str]) -> Iterator[InfrastructureRole]:
    """Yield the roles that an app asks for."""
    for word in words:
        yield from INFRASTRUCTURE.get(word, ())


def problems_of_infrastructure(words: Sequence[str]) -> Iterator[Problem]:
    """Yield what is wrong with the infrastructure that an app names."""
    for index, word in enumerate(words):
        path = f"infrastructure[{index}]"
        if word not in INFRASTRUCTURE:
            nearest = did_you_mean(word, INFRASTRUCTURE, "known are")
            yield Problem(path, f"unknown {word!r}{nearest}")
        elif word in words[:index]:
            yield Problem(path, f"{word!r} is given twice; remove one")
