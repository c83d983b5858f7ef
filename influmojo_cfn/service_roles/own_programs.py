"""What runs somebody's own program with a role: no template holds what it calls.

The descriptions of the properties in
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Mapping

_CODE = "the code of"
_CONTAINERS = "the containers of"

OWN_PROGRAMS: Mapping[str, Mapping[str, str]] = {
    "AWS::Amplify::App": {"ComputeRoleArn": _CODE},
    "AWS::Amplify::Branch": {"ComputeRoleArn": _CODE},
    "AWS::AppRunner::Service": {"InstanceConfiguration.InstanceRoleArn": _CODE},
    "AWS::Batch::JobDefinition": {
        "ContainerProperties.JobRoleArn": _CONTAINERS,
        "EcsProperties.TaskProperties.*.TaskRoleArn": _CONTAINERS,
        "NodeProperties.NodeRangeProperties.*.Container.JobRoleArn": _CONTAINERS,
    },
    "AWS::BedrockAgentCore::Runtime": {"RoleArn": _CODE},
    "AWS::CodeBuild::Project": {"ServiceRole": "the commands of"},
    "AWS::ECS::ExpressGatewayService": {"TaskRoleArn": _CONTAINERS},
    "AWS::EKS::Addon": {"PodIdentityAssociations.*.RoleArn": "the pods of"},
    "AWS::EKS::PodIdentityAssociation": {"RoleArn": "the pods of"},
    "AWS::Glue::DevEndpoint": {"RoleArn": "the scripts of"},
    "AWS::Glue::Job": {"Role": "the script of"},
    "AWS::Glue::Session": {"Role": "the statements of"},
    "AWS::IAM::InstanceProfile": {"Roles.*": "the instances with"},
    "AWS::IoT::RoleAlias": {"RoleArn": "the devices with"},
    "AWS::Lambda::Function": {"Role": _CODE},
    "AWS::SageMaker::NotebookInstance": {"RoleArn": "the notebooks of"},
    "AWS::Serverless::Function": {"Role": _CODE},
    "AWS::Synthetics::Canary": {"ExecutionRoleArn": _CODE},
    "AWS::Transfer::User": {"Role": "the sessions of"},
}
"""By type, the property below Properties that takes the role, and what runs with it."""
