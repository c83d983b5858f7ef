"""The environments of an app: what the parameters are in each, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from influmojo_cfn.app.fields import key
from influmojo_cfn.app.limits import ENVIRONMENT_NAME_MAX
from influmojo_cfn.errors import Problem, did_you_mean

ENVIRONMENT = "EnvironmentName"
"""The parameter that goes into every name; an environment's own name unless it says otherwise."""

ATTACH, BOUNDARY = "AttachTaskExecutionRolePolicy", "PermissionsBoundaryArn"
CREATE_PROVIDER = "CreateOidcProvider"
INFRASTRUCTURE_BOUNDARY = "InfrastructureBoundaryArn"
"""The permissions boundary of the infrastructure roles, where it is not that of all roles."""

OF_ROLES = (ENVIRONMENT, ATTACH, BOUNDARY)
"""The parameters that the template of the roles has whatever the app grants."""

SCALING, TEMPLATES_URL = "ScalingEnabled", "TemplatesUrl"
OF_SERVICES = (
    "VpcId",
    "SubnetIds",
    "ListenerArn",
    "LoadBalancerSecurityGroupId",
    "AssignPublicIp",
    SCALING,
    TEMPLATES_URL,
)
"""The parameters of the services' template, or of its root, in addition to image tags."""

EnvironmentValue = str | bool | tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AppEnvironment:
    """The values of an app's parameters in one environment: strings, true or false, or lists.

    >>> from influmojo_cfn import AppEnvironment
    >>> AppEnvironment(values={"AssignPublicIp": "ENABLED"}).text_values("staging")
    {'EnvironmentName': 'staging', 'AssignPublicIp': 'ENABLED'}

    A parameter without a value is at its default. ``EnvironmentName`` is the environment's own
    name unless it is given; an empty one gives names without it.

    Raises:
        AppError: the app that it is part of has no such parameter; see :class:`App`.

    Source:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
    """

    values: Mapping[str, EnvironmentValue] = field(
        default_factory=dict, metadata=key(rest=True, words="The values of parameters, by name.")
    )

    def text_values(self, name: str) -> dict[str, str]:
        """Return the values as CloudFormation takes them; ``name`` is the environment's.

        >>> from influmojo_cfn import AppEnvironment
        >>> AppEnvironment(values={"SubnetIds": ("subnet-1", "subnet-2")}).text_values("staging")
        {'EnvironmentName': 'staging', 'SubnetIds': 'subnet-1,subnet-2'}
        """
        return {ENVIRONMENT: name} | {key: _text(value) for key, value in self.values.items()}


def _text(value: EnvironmentValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else ",".join(value)


def problems_of_environments(
    environments: Mapping[str, AppEnvironment], parameters: Collection[str]
) -> Iterator[Problem]:
    """Yield what is wrong with environments, where the app's templates have these parameters."""
    for name, environment in environments.items():
        path = f"environments.{name}"
        fits = re.fullmatch("[a-z0-9]([a-z0-9-]*[a-z0-9])?", name)
        if not fits or len(name) > ENVIRONMENT_NAME_MAX:
            yield Problem(
                path,
                f"{name!r} must be 1 to {ENVIRONMENT_NAME_MAX} lowercase letters, digits and "
                "hyphens, beginning and ending with a letter or digit",
            )
        for parameter, value in environment.values.items():
            where = f"{path}.{parameter}"
            if not isinstance(parameter, str):
                yield Problem(path, f"{parameter!r} is not text; expected a parameter's name")
            elif parameter not in parameters:
                words = did_you_mean(parameter, parameters, "the app has")
                yield Problem(where, f"is not a parameter of the app{words}")
            elif not _is_value(value):
                yield Problem(where, "must be a string, true or false, or a list of strings")


def _is_value(value: object) -> bool:
    if isinstance(value, tuple):
        return all(isinstance(item, str) for item in value)
    return isinstance(value, (str, bool))
