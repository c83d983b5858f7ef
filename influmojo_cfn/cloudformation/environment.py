"""Where and how a template is deployed: account, region, partition, parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

URL_SUFFIXES = {
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
}


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Where and how a template is deployed; parameters not given are at their defaults.

    With ``stand_ins`` a name that CloudFormation makes up, and what AWS adds to one, is no Unknown
    but a text that stands for it, the same wherever the template refers to the resource.
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    account: str = "111122223333"
    region: str = "us-east-1"
    partition: str = ""
    stack_name: str | None = None
    stand_ins: bool = False

    @property
    def known_partition(self) -> str:
        """The partition given, or the region's own."""
        return self.partition or partition_of(self.region)

    @property
    def url_suffix(self) -> str:
        """The domain of the partition's endpoints."""
        return URL_SUFFIXES.get(self.known_partition, "amazonaws.com")


def partition_of(region: str) -> str:
    """Return the partition that a region belongs to.

    Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
    """
    prefixes = {
        "cn-": "aws-cn",
        "us-gov-": "aws-us-gov",
        "eusc-": "aws-eusc",
        "us-iso-": "aws-iso",
        "us-isob-": "aws-iso-b",
        "eu-isoe-": "aws-iso-e",
        "us-isof-": "aws-iso-f",
    }
    return next((name for start, name in prefixes.items() if region.startswith(start)), "aws")
