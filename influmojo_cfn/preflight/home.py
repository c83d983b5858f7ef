"""Where the tasks of a definition run: account, Region and partition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from influmojo_cfn.cloudformation.environment import partition_of
from influmojo_cfn.iam.arn import is_region, parse_arn
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.image import parse_image
from influmojo_cfn.task_definition.model import Field, TaskDefinition

_ACCOUNT = re.compile(r"[0-9]{12}")


def home_of(
    definition: TaskDefinition, *, account: str | None, region: str | None, otherwise: Home
) -> Home:
    """Return where the tasks of a definition run, from its own ARN, its roles and what it names.

    Args:
        definition: the task definition.
        account: the account, where it was given.
        region: the Region, where it was given.
        otherwise: what holds where neither is given nor found.
    """
    own = parse_arn(definition.arn or "")
    roles = [parse_arn(covered(role.value)) for role in _named_roles(definition)]
    accounts = [arn.account for arn in (own, *roles) if arn and _ACCOUNT.fullmatch(arn.account)]
    here = account or (accounts[0] if accounts else otherwise.account)
    there = region or next(iter(named_regions(definition, here)), otherwise.region)
    return Home(partition=partition_of(there), account=here, region=there)


def named_regions(definition: TaskDefinition, account: str) -> list[str]:
    """Return the Regions that a definition names as often as no other, the first of them first.

    Args:
        definition: the task definition; its own ARN decides.
        account: where its tasks run.
    """
    own = parse_arn(definition.arn or "")
    if own and is_region(own.region):
        return [own.region]
    named = list(_regions(definition))
    # An image or a secret of another account is often of another Region too.
    regions = [there for there, owner in named if owner in ("", account)] or [r for r, _ in named]
    counted = Counter(regions)
    return [each for each, times in counted.items() if times == max(counted.values())]


def _named_roles(definition: TaskDefinition) -> list[Field]:
    return [role for role in (definition.execution_role, definition.task_role) if role]


_NAMING = (
    "containerDefinitions[].secrets[].valueFrom",
    "containerDefinitions[].logConfiguration.secretOptions[].valueFrom",
    "containerDefinitions[].repositoryCredentials.credentialsParameter",
    "volumes[].fsxWindowsFileServerVolumeConfiguration.authorizationConfig.credentialsParameter",
)
"""The fields whose ARNs are mostly of the tasks' own Region."""


def _regions(definition: TaskDefinition) -> Iterator[tuple[str, str]]:
    """Yield the Regions that fields name, each with the account it is named for, if any.

    Images and what a log router writes to come last: they are often of another Region.
    """
    options = [each.log.options for each in definition.containers if each.log]
    yield from _named(options, "awslogs-region")
    for name in _NAMING:
        for where in definition.fields(name):
            arn = parse_arn(covered(where.value))
            if arn and is_region(arn.region):
                yield arn.region, arn.account
    for where in definition.fields("containerDefinitions[].image"):
        image = parse_image(covered(where.value))
        if image and is_region(image.region):
            yield image.region, image.account
    yield from _named(options, "region")


def _named(options: Sequence[Mapping[str, Field]], key: str) -> Iterator[tuple[str, str]]:
    for each in options:
        region = each.get(key)
        if region and isinstance(region.value, str) and is_region(region.value):
            yield region.value, ""
