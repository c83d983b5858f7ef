"""Container images: which registry one comes from, and the ECR repository behind it.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html (private registry),
https://docs.aws.amazon.com/general/latest/gr/ecr.html (endpoints, FIPS and dual-stack),
https://docs.aws.amazon.com/AmazonECR/latest/public/public-registries.html (public.ecr.aws),
https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from influmojo_cfn.cloudformation.environment import partition_of
from influmojo_cfn.iam.patterns import may_meet

# The domain of ECR's Docker endpoints in each partition.
DOMAINS = {
    "amazonaws.com.cn": "aws-cn",
    "amazonaws.com": "aws",
    "amazonaws.eu": "aws-eusc",
    "c2s.ic.gov": "aws-iso",
    "sc2s.sgov.gov": "aws-iso-b",
    "cloud.adc-e.uk": "aws-iso-e",
    "csp.hci.ic.gov": "aws-iso-f",
    "on.aws": "aws",
    "on.amazonwebservices.com.cn": "aws-cn",
    "on.amazonwebservices.eu": "aws-eusc",
}

# Repository prefixes that the ECR console proposes for a pull-through cache.
USUAL_CACHE_PREFIXES = frozenset(
    {
        "azure",
        "chainguard",
        "docker-hub",
        "dockerhub",
        "ecr-public",
        "ghcr",
        "github",
        "gitlab",
        "kubernetes",
        "k8s",
        "quay",
    }
)

# What represents a part that is not known: a wildcard, or a character of private use.
_OPEN = r"[^./:]*[*\ue000-\U0010ffff][^./:]*"
_PRIVATE = re.compile(
    rf"""(?P<account>[0-9]{{12}}|{_OPEN})\.
        (?:dkr\.ecr(?:-fips)?|dkr-ecr(?:-fips)?)\.
        (?P<region>[a-z0-9-]+|{_OPEN})\.
        (?P<domain>[a-z0-9.-]+|{_OPEN})(?::443)?/
        (?P<repository>[^:@]+)
        (?P<rest>(?::[^@:]*)?(?:@.*)?)""",
    re.VERBOSE,
)
_HOLE = re.compile(r"[*\ue000-\U0010ffff]")


@dataclass(frozen=True, kw_only=True)
class EcrImage:
    """An image of a private ECR repository, in whichever account, Region and partition.

    Parts that are not known hold what represents it; the partition is empty then.
    """

    partition: str
    account: str
    region: str
    repository: str

    @property
    def arn(self) -> str:
        """The ARN of the repository."""
        return f"arn:{self.partition}:ecr:{self.region}:{self.account}:repository/{self.repository}"


def parse_image(image: str) -> EcrImage | None:
    """Return the private ECR repository of an image, or None for any other registry.

    ``public.ecr.aws``, Docker Hub and other registries need no permission of an IAM role.
    """
    found = _PRIVATE.fullmatch(image.removeprefix("https://"))
    if found is None:
        return None
    partition = "" if _HOLE.search(found["domain"]) else DOMAINS.get(found["domain"])
    if partition is None:
        return None
    region = found["region"]
    own = "" if _HOLE.search(region) else partition_of(region)
    if own == "aws-us-gov" and partition == "aws":
        partition = own
    if own and partition and own != partition:
        return None
    return EcrImage(
        partition=partition,
        account=found["account"],
        region=region,
        repository=found["repository"],
    )


def may_be_private_ecr(image: str) -> bool:
    """Return whether an image of which ``*`` is not known can be of a private ECR repository."""
    name = re.sub(r"(?::[^:/]*)?(?:@.*)?$", "", image)
    host, slash, _ = name.partition("/")
    if "*" not in host:
        return not slash and "*" in name
    return any(may_meet(host.partition(":")[0], f"*.{domain}") for domain in DOMAINS)


def docker_hub_name(image: str) -> str:
    """Return the name of an image of Docker Hub, without its tag; nothing for other registries.

    Nor is there one where a part of the name is not known.
    """
    name = re.sub(r"(?::[^:/]*)?(?:@.*)?$", "", image)
    for host in ("docker.io/", "index.docker.io/", "registry-1.docker.io/"):
        name = name.removeprefix(host)
    first, slash, _ = name.partition("/")
    if _HOLE.search(name) or (slash and ("." in first or ":" in first or first == "localhost")):
        return ""
    return name.removeprefix("library/")
