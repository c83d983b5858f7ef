"""E9717: volumes whose access point or IAM goes without TransitEncryption, or with a directory."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.service_roles.template_fields import Property


@rule(
    id="E9717",
    shortdesc="The file system is mounted with settings that exclude each other",
    description="An access point and IAM need TransitEncryption; with an access point, RootDirectory is omitted or `/`.",
    why="ECS rejects the task definition, or no task starts.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-efs-config.html",
    tags=("ecs", "services"),
)
def access_point(model: Model) -> Findings:
    for task in model.resources("AWS::ECS::TaskDefinition"):
        for volume in task.mappings("Volumes", "*", "EFSVolumeConfiguration"):
            for authorization in volume.mappings("AuthorizationConfig"):
                yield from _problems(volume, authorization)


def _problems(volume: Property, authorization: Property) -> Findings:
    has_point = "AccessPointId" in authorization.data
    if has_point or authorization.text("IAM") == "ENABLED":
        encryption = volume.text("TransitEncryption")
        if encryption != "ENABLED" and not t.has_unknown(encryption):
            what = "an access point" if has_point else "IAM"
            yield authorization.path, f"{what} needs TransitEncryption: ENABLED"
    directory = volume.text("RootDirectory")
    if has_point and directory not in ("", "/") and not t.has_unknown(directory):
        yield (*volume.path, "RootDirectory"), "the access point sets the directory: omit it"
