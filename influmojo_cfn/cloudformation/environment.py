"""Where and how a template is deployed: account, Region, partition, parameters."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field

from influmojo_cfn.arguments import TEXT, VALUES, check_arguments
from influmojo_cfn.data.regions import URL_SUFFIXES
from influmojo_cfn.errors import Error, Problem, did_you_mean
from influmojo_cfn.iam.arn import PARTITIONS
from influmojo_cfn.iam.regions import region_problem

REGION_PREFIXES = {
    "aws-cn": "cn-",
    "aws-us-gov": "us-gov-",
    "aws-eusc": "eusc-",
    "aws-iso": "us-iso-",
    "aws-iso-b": "us-isob-",
    "aws-iso-e": "eu-isoe-",
    "aws-iso-f": "us-isof-",
}
"""How the Regions of each partition but ``aws`` begin.

Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
"""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Where and how a template is deployed; parameters not given are at their defaults.

    ``unconstrained`` names parameters whose value here represents every value that they can have,
    so that no AllowedPattern or type of theirs rejects it. With ``stand_ins`` a name that
    CloudFormation makes up, what AWS adds to one, an attribute that AWS gives and the name of the
    stack are strings, not Unknowns. They are the same wherever the template refers to them.
    """

    parameters: Mapping[str, str] = field(default_factory=dict)
    account: str = "111122223333"
    region: str = "us-east-1"
    partition: str = ""
    stack_name: str | None = None
    unconstrained: frozenset[str] = frozenset()
    stand_ins: bool = False

    @classmethod
    def checked(
        cls,
        *,
        parameters: Mapping[str, str] | None = None,
        account: str | None = None,
        region: str | None = None,
        partition: str = "",
        stack_name: str | None = None,
    ) -> Environment:
        """Return an environment of possible values; what is not given is at its default.

        Args:
            parameters: values of the template's parameters.
            account: the account's ID, 12 digits.
            region: the Region's code.
            partition: the Region's own, unless given.
            stack_name: what ``AWS::StackName`` represents.

        Raises:
            Error: the account, the Region, the partition or the stack's name is not a possible one.
        """
        check_arguments(
            parameters=(parameters, VALUES.or_none()),
            account=(account, TEXT.or_none()),
            region=(region, TEXT.or_none()),
            partition=(partition, TEXT),
            stack_name=(stack_name, TEXT.or_none()),
        )
        problems = list(_impossible(account, region, partition))
        if stack_name is not None and not STACK_NAME.fullmatch(stack_name):
            message = "is not a stack name; use at most 128 letters, digits and hyphens"
            problems.append(Problem("stack_name", f"{stack_name!r} {message}"))
        if problems:
            raise Error(problems)
        defaults = cls()
        return cls(
            parameters=parameters or {},
            account=account or defaults.account,
            region=region or defaults.region,
            partition=partition,
            stack_name=stack_name,
        )

    @property
    def known_partition(self) -> str:
        """The partition given, or the Region's own."""
        return self.partition or partition_of(self.region)

    @property
    def url_suffix(self) -> str:
        """The domain of the partition's endpoints."""
        return url_suffix_of(self.known_partition)

    @property
    def place(self) -> str:
        """The account and the Region, with the partition and the stack name that are given."""
        said = [f"account {self.account}", f"Region {self.region}"]
        said += [f"partition {self.partition}"] if self.partition else []
        said += [f"stack name {self.stack_name}"] if self.stack_name else []
        return ", ".join(said)

    @property
    def surroundings(self) -> tuple[Hashable, ...]:
        """What it says besides parameters."""
        return self.account, self.region, self.partition, self.stack_name, self.stand_ins

    def said_of(self, parameter: str) -> Hashable:
        """Return what it says of a parameter."""
        return self.parameters.get(parameter), parameter in self.unconstrained

    def differing_parameters(self, other: Environment) -> frozenset[str]:
        """Return the parameters of which another environment says something else."""
        names = {*self.parameters, *other.parameters}
        return frozenset(name for name in names if self.said_of(name) != other.said_of(name))


STACK_NAME = re.compile("[A-Za-z][A-Za-z0-9-]{0,127}")
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html

(read 2026-11-27)
"""


def _impossible(account: str | None, region: str | None, partition: str) -> Iterator[Problem]:
    """Yield what is wrong with the place of an environment."""
    if account is not None and not (account.isascii() and account.isdigit() and len(account) == 12):
        yield Problem("account", f"{account!r} is not an account ID of 12 digits")
    if message := None if region is None else region_problem(region):
        yield Problem("region", message)
    if partition and partition not in PARTITIONS:
        known = f"is not one of {', '.join(PARTITIONS)}{did_you_mean(partition, PARTITIONS)}"
        yield Problem("partition", f"{partition!r} {known}")
    elif partition and region and not message and partition != (own := partition_of(region)):
        words = f"{region} is a Region of {own}, not of {partition}"
        yield Problem("partition", words)


def partition_of(region: str) -> str:
    """Return the partition that a Region belongs to."""
    return next(
        (name for name, start in REGION_PREFIXES.items() if region.startswith(start)), "aws"
    )


def url_suffix_of(partition: str) -> str:
    """Return the domain of a partition's endpoints."""
    return URL_SUFFIXES.get(partition, "amazonaws.com")
