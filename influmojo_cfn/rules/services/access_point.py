"""E9717: file systems mounted with settings that exclude each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.data.trusted_services import RoleProperty
from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.given import at_property

_VOLUMES = RoleProperty(
    "AWS::ECS::TaskDefinition",
    ("Volumes", "*", "EFSVolumeConfiguration"),
    "ecs-tasks.amazonaws.com",
)


@rule(
    id="E9717",
    shortdesc="The file system is mounted with settings that exclude each other",
    description="An access point and IAM need TransitEncryption; with an access point, RootDirectory is omitted or `/`.",
    why="ECS rejects the task definition, or no task starts.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-efs-config.html",
    tags=("ecs", "services"),
)
def access_point(model: Model) -> Findings:
    """Find volumes whose access point or IAM goes without TransitEncryption, or with a directory."""
    for _, (volume, path, _) in at_property(model, _VOLUMES):
        authorization = volume.get("AuthorizationConfig") if isinstance(volume, Mapping) else None
        if not isinstance(authorization, Mapping):
            continue
        has_point = "AccessPointId" in authorization
        if has_point or _text(model, authorization, "IAM") == "ENABLED":
            encryption = _text(model, volume, "TransitEncryption")
            if encryption != "ENABLED" and not t.has_unknown(encryption):
                what = "an access point" if has_point else "IAM"
                message = f"{what} needs TransitEncryption: ENABLED"
                yield (*path, "AuthorizationConfig"), message
        directory = _text(model, volume, "RootDirectory")
        if has_point and directory not in ("", "/") and not t.has_unknown(directory):
            yield (*path, "RootDirectory"), "the access point sets the directory: omit it"


def _text(model: Model, data: Mapping[str, Any], key: str) -> str:
    return model.resolver.text(data.get(key, ""))
