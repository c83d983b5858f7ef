"""AWS's own registries of images that every account can pull, as data (read 2026-11-28).

Pulling from one takes the execution role's permission on AWS's repository; no policy of another
account has to be asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class AwsRegistry(NamedTuple):
    """What a registry of AWS's holds, and the page that names it."""

    holds: str
    source: str


_FLUENT_BIT = AwsRegistry(
    "AWS for Fluent Bit",
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-using-fluentbit.html",
)
_ENVOY = AwsRegistry(
    "App Mesh's Envoy", "https://docs.aws.amazon.com/app-mesh/latest/userguide/envoy.html"
)
_DEEP_LEARNING = AwsRegistry(
    "AWS Deep Learning Containers",
    "https://docs.aws.amazon.com/deep-learning-containers/latest/devguide/deep-learning-containers-images.html",
)
_EKS = AwsRegistry(
    "add-ons of Amazon EKS", "https://docs.aws.amazon.com/eks/latest/userguide/add-ons-images.html"
)

_GUARDDUTY = AwsRegistry(
    "the agent of Amazon GuardDuty",
    "https://docs.aws.amazon.com/guardduty/latest/ug/ecs-runtime-agent-ecr-image-uri.html",
)

# By the beginning of the host: the account, in the Regions of the pages.
_HOSTS: Mapping[str, AwsRegistry] = {
    "906394416424.dkr.ecr": _FLUENT_BIT,
    "128054284489.dkr.ecr": _FLUENT_BIT,
    "161423150738.dkr.ecr": _FLUENT_BIT,
    "840364872350.dkr.ecr": _ENVOY,
    "772975370895.dkr.ecr": _ENVOY,
    "856666278305.dkr.ecr": _ENVOY,
    "909464085924.dkr.ecr": _ENVOY,
    "919366029133.dkr.ecr": _ENVOY,
    "422531588944.dkr.ecr": _ENVOY,
    "924023996002.dkr.ecr": _ENVOY,
    "763104351884.dkr.ecr": _DEEP_LEARNING,
    "602401143452.dkr.ecr": _EKS,
    "733349766148.dkr.ecr": _GUARDDUTY,
    "665651866788.dkr.ecr": _GUARDDUTY,
    "251508486986.dkr.ecr": _GUARDDUTY,
    "950823858135.dkr.ecr": _GUARDDUTY,
    "354763396469.dkr.ecr": _GUARDDUTY,
    "000014521398.dkr.ecr": _GUARDDUTY,
    "892757235363.dkr.ecr": _GUARDDUTY,
    "684579721401.dkr.ecr": _GUARDDUTY,
    "593207742271.dkr.ecr": _GUARDDUTY,
    "307168627858.dkr.ecr": _GUARDDUTY,
    "694911143906.dkr.ecr": _GUARDDUTY,
    "758426053663.dkr.ecr": _GUARDDUTY,
    "591436053604.dkr.ecr": _GUARDDUTY,
    "323658145986.dkr.ecr": _GUARDDUTY,
    "529164026651.dkr.ecr": _GUARDDUTY,
    "174946120834.dkr.ecr": _GUARDDUTY,
    "005257825471.dkr.ecr": _GUARDDUTY,
    "510637619217.dkr.ecr": _GUARDDUTY,
    "533107202818.dkr.ecr": _GUARDDUTY,
    "914738172881.dkr.ecr": _GUARDDUTY,
    "273192626886.dkr.ecr": _GUARDDUTY,
    "258348409381.dkr.ecr": _GUARDDUTY,
    "536382113932.dkr.ecr": _GUARDDUTY,
    "266869475730.dkr.ecr": _GUARDDUTY,
    "919611009337.dkr.ecr": _GUARDDUTY,
    "197869348890.dkr.ecr": _GUARDDUTY,
    "251357961535.dkr.ecr": _GUARDDUTY,
    "870907303882.dkr.ecr": _GUARDDUTY,
    "156041399949.dkr.ecr": _GUARDDUTY,
    "054037130133.dkr.ecr": _GUARDDUTY,
    "339712888787.dkr.ecr": _GUARDDUTY,
    "311141559934.dkr.ecr": _GUARDDUTY,
    "259886477082.dkr.ecr": _GUARDDUTY,
    "383115532789.dkr.ecr": _GUARDDUTY,
    "383110348953.dkr.ecr": _GUARDDUTY,
}


def aws_registry(account: str) -> AwsRegistry | None:
    """Return the registry of AWS that an account has, None where it has none."""
    return _HOSTS.get(f"{account}.dkr.ecr")
