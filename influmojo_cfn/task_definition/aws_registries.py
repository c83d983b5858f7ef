"""AWS's own registries of images that every account can pull, as data (read 2026-11-27).

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
}


def aws_registry(account: str) -> AwsRegistry | None:
    """Return AWS's registry that is of an account, None where the account is no such one."""
    return _HOSTS.get(f"{account}.dkr.ecr")
