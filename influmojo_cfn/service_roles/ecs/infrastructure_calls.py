"""What ECS itself and CodeDeploy call with the role of a service or a capacity provider.

Each page was read 2026-11-28; the actions are those of the AWS managed policy that it names.
"""

from __future__ import annotations

from functools import partial

from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.encrypted_calls import KEYS
from influmojo_cfn.service_roles.service_call import (
    ANYTHING,
    FieldCalls,
    Integration,
    NamedCall,
)
from influmojo_cfn.service_roles.template_fields import arn_of

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
_ROLES = f"{_ECS}infrastructure_IAM_role.html"
_SECRET_KEYS = (
    "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html"
)
_BALANCERS = f"{_ECS}AmazonECSInfrastructureRolePolicyForLoadBalancers.html"

_of_service = partial(FieldCalls, "AWS::ECS::Service")
_next_to = partial(NamedCall, "AWS::ECS::Service")
_of_deployment = partial(FieldCalls, "AWS::CodeDeploy::DeploymentGroup", ("ServiceRoleArn",))
_HOOK = ("DeploymentConfiguration", "LifecycleHooks", "*")
_VOLUME = ("VolumeConfigurations", "*", "ManagedEBSVolume")
_TLS = ("ServiceConnectConfiguration", "Services", "*", "Tls")
_ADVANCED = ("LoadBalancers", "*", "AdvancedConfiguration")

_Context = tuple[tuple[str, str], ...]


def _tags(of: str, creator: str) -> _Context:
    """Return the tags of a request or a resource by which ECS knows what it has created."""
    managed, created = f"aws:{of}tag/amazonecsmanaged", f"aws:{of}tag/amazonecscreated"
    return ((managed, "true"), (created, creator))


_TASK = arn_of("ecs", f"task/{t.ANY}")
_NEW, _OWN = _tags("request", _TASK), _tags("resource", _TASK)
_SERVICES = arn_of("ecs", f"service/{t.ANY}/{t.ANY}")
_NEW_SECRET = _tags("request", _SERVICES)
_OWN_SECRET: _Context = (
    *_tags("resource", _SERVICES),
    ("secretsmanager:resourcetag/aws:secretsmanager:owningservice", "ecs-sc"),
)
_NEW_INSTANCE: _Context = (("aws:requesttag/amazonecsmanaged", "true"),)
_TEMPLATE: _Context = (
    (
        "acm-pca:templatearn",
        f"arn:{t.PARTITION}:acm-pca:::template/EndEntityCertificate/V1",
    ),
)
_VIA_EC2: _Context = (("kms:viaservice", f"ec2.{t.REGION}.amazonaws.com"),)

_VOLUME_CALLS: tuple[tuple[str, _Context], ...] = (
    ("ec2:CreateVolume", _NEW),
    ("ec2:CreateTags", (*_NEW, ("ec2:createaction", "CreateVolume"))),
    ("ec2:AttachVolume", _OWN),
    ("ec2:DetachVolume", _OWN),
    ("ec2:DeleteVolume", _OWN),
)
"""What ECS does with the volume of a task, which it tags, with the condition keys it sends."""

_SECRET_CALLS: tuple[tuple[tuple[str, ...], _Context], ...] = (
    (("CreateSecret", "TagResource"), _NEW_SECRET),
    (("PutSecretValue", "GetSecretValue", "DescribeSecret"), _OWN_SECRET),
)
"""What ECS does with the secret that holds the certificate of a service."""

_INSTANCE_CALLS: tuple[tuple[str, str, _Context], ...] = (
    ("CreateLaunchTemplate", arn_of("ec2", f"launch-template/{t.ANY}"), _NEW_INSTANCE),
    ("CreateFleet", arn_of("ec2", f"fleet/{t.ANY}"), _NEW_INSTANCE),
    ("RunInstances", arn_of("ec2", f"instance/{t.ANY}"), _NEW_INSTANCE),
    (
        "CreateTags",
        arn_of("ec2", f"instance/{t.ANY}"),
        (*_NEW_INSTANCE, ("ec2:createaction", "RunInstances")),
    ),
    ("DescribeInstances", ANYTHING, ()),
    ("DescribeSubnets", ANYTHING, ()),
    ("DescribeSecurityGroups", ANYTHING, ()),
)
"""What ECS does for the instances that it manages."""

_VOLUME_KEYS = tuple(
    _next_to(
        _VOLUME,
        ("RoleArn",),
        ("KmsKeyId",),
        Integration((action,), f"{_ECS}ebs-kms-encryption.html", "name", "", KEYS),
        "encrypt the task's EBS volume",
        context=context,
    )
    for action, context in (
        ("kms:CreateGrant", (*_VIA_EC2, ("kms:grantisforawsresource", "true"))),
        ("kms:GenerateDataKeyWithoutPlaintext", _VIA_EC2),
        ("kms:DescribeKey", ()),
    )
)
"""What EC2 calls in the name of ECS on the key of a new, empty volume."""

_CERTIFICATES = (
    *(
        _next_to(
            _TLS,
            ("RoleArn",),
            ("IssuerCertificateAuthority", "AwsPcaAuthorityArn"),
            Integration((f"acm-pca:{name}",), _ROLES, "name"),
            "issue the certificates of Service Connect",
            context=context,
        )
        for name, context in (
            ("IssueCertificate", _TEMPLATE),
            ("GetCertificate", ()),
            ("GetCertificateAuthorityCertificate", ()),
        )
    ),
    *(
        _next_to(
            _TLS,
            ("RoleArn",),
            ("KmsKey",),
            Integration((f"kms:{name}",), _SECRET_KEYS, "name", "", KEYS),
            "encrypt the certificates of Service Connect",
            context=(("kms:viaservice", f"secretsmanager.{t.REGION}.amazonaws.com"),),
        )
        for name in ("GenerateDataKey", "Decrypt")
    ),
)
"""What ECS calls on the certificate authority, and Secrets Manager in its name on the key."""

_RULE = {
    "elasticloadbalancing:ModifyRule": "listener-rule/",
    "elasticloadbalancing:ModifyListener": "listener/",
}

_LOAD_BALANCERS = (
    *(
        _next_to(
            ("LoadBalancers", "*"),
            ("AdvancedConfiguration", "RoleArn"),
            field,
            Integration((f"elasticloadbalancing:{name}",), _BALANCERS, "name"),
            "register tasks with the target group",
        )
        for field in (("TargetGroupArn",), ("AdvancedConfiguration", "AlternateTargetGroupArn"))
        for name in ("RegisterTargets", "DeregisterTargets")
    ),
    *(
        _next_to(
            _ADVANCED,
            ("RoleArn",),
            (field,),
            Integration(tuple(_RULE), _BALANCERS, "name"),
            "shift traffic between the target groups",
            on=_RULE,
        )
        for field in ("ProductionListenerRule", "TestListenerRule")
    ),
    *(
        _next_to(
            ("VpcLatticeConfigurations", "*"),
            ("RoleArn",),
            ("TargetGroupArn",),
            Integration((f"vpc-lattice:{name}",), _ROLES, "name"),
            "register tasks with the target group of VPC Lattice",
        )
        for name in ("RegisterTargets", "DeregisterTargets")
    ),
)
"""What ECS calls on the target groups and listeners that stand next to the role."""

ECS_NAMED = (*_CERTIFICATES, *_LOAD_BALANCERS, *_VOLUME_KEYS)
"""What ECS calls on what stands next to the role by its name or ARN."""

ECS_INFRASTRUCTURE = (
    *(
        _of_service(
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
    *(
        _of_service(
            (*_VOLUME, "RoleArn"),
            (*_VOLUME, "RoleArn"),
            {"": (action,)},
            "create and attach the task's EBS volume",
            _ROLES,
            arn_of("ec2", f"volume/{t.ANY}"),
            context=context,
        )
        for action, context in _VOLUME_CALLS
    ),
    _of_service(
        (*_VOLUME, "RoleArn"),
        (*_VOLUME, "RoleArn"),
        {"": ("ec2:DescribeVolumes",)},
        "find the task's EBS volume",
        _ROLES,
        ANYTHING,
    ),
    *(
        _of_service(
            (*_TLS, "RoleArn"),
            (*_TLS, "RoleArn"),
            {"": tuple(f"secretsmanager:{name}" for name in names)},
            "store the certificates of Service Connect",
            _ROLES,
            arn_of("secretsmanager", f"secret:ecs-sc!{t.ANY}"),
            context=(("aws:resourceaccount", t.ACCOUNT), *context),
        )
        for names, context in _SECRET_CALLS
    ),
    _of_service(
        (*_ADVANCED, "RoleArn"),
        (*_ADVANCED, "RoleArn"),
        {
            "": tuple(
                f"elasticloadbalancing:Describe{name}"
                for name in ("Listeners", "Rules", "TargetGroups", "TargetHealth")
            )
        },
        "watch the target groups",
        _BALANCERS,
        ANYTHING,
    ),
    *(
        FieldCalls(
            "AWS::ECS::CapacityProvider",
            ("ManagedInstancesProvider", "InfrastructureRoleArn"),
            ("ManagedInstancesProvider", "InfrastructureRoleArn"),
            {"": (f"ec2:{name}",)},
            "launch the managed instances",
            _ROLES,
            resource,
            context=context,
        )
        for name, resource, context in _INSTANCE_CALLS
    ),
    _of_service(
        (*_HOOK, "RoleArn"),
        (*_HOOK, "HookTargetArn"),
        {"lambda": ("lambda:InvokeFunction",)},
        "call the hook of the deployment",
        f"{_ECS}blue-green-permissions.html",
    ),
    _of_deployment(
        ("ECSServices",),
        {
            "": (
                "ecs:DescribeServices",
                "ecs:CreateTaskSet",
                "ecs:UpdateServicePrimaryTaskSet",
                "ecs:DeleteTaskSet",
                "elasticloadbalancing:DescribeTargetGroups",
                "elasticloadbalancing:DescribeListeners",
                "elasticloadbalancing:ModifyListener",
                "elasticloadbalancing:DescribeRules",
                "elasticloadbalancing:ModifyRule",
            )
        },
        "replace the service's task set",
        f"{_ECS}codedeploy_IAM_role.html",
        ANYTHING,
    ),
    _of_deployment(
        ("TriggerConfigurations", "*", "TriggerTargetArn"),
        {"sns": ("sns:Publish",)},
        "tell of the deployment",
        "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-sns-event-notifications-permisssions.html",
    ),
    _of_deployment(
        ("AlarmConfiguration", "Alarms"),
        {"": ("cloudwatch:DescribeAlarms",)},
        "watch the alarms of the deployment",
        "https://docs.aws.amazon.com/codedeploy/latest/userguide/monitoring-create-alarms.html",
        ANYTHING,
    ),
)
