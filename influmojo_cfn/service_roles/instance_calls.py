"""What the ECS agent calls with the role of a container instance, and who hands that role over.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html (read 2026-11-27)
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import is_call
from influmojo_cfn.cloudformation.referenced_names import names_in
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.cloudformation.sections import section, strings_in
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.run_task_calls import passing, role_arn
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall
from influmojo_cfn.service_roles.template_fields import Property, arn_of, resources

AGENT_ACTIONS = (
    "ecs:RegisterContainerInstance",
    "ecs:DeregisterContainerInstance",
    "ecs:DiscoverPollEndpoint",
    "ecs:Poll",
    "ecs:StartTelemetrySession",
    "ecs:SubmitContainerStateChange",
    "ecs:SubmitTaskStateChange",
)

INSTANCES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "AWS::AutoScaling::LaunchConfiguration": ((), ("IamInstanceProfile",)),
    "AWS::EC2::Instance": ((), ("IamInstanceProfile",)),
    "AWS::EC2::LaunchTemplate": (("LaunchTemplateData",), ("IamInstanceProfile", "*")),
}
"""Where a type has UserData beside its instance profile, and the way to the profile's name."""

OPTIONAL = frozenset({"ecs:DeregisterContainerInstance", "ecs:StartTelemetrySession"})
"""What the agent does without: only metrics and an orderly end are missing."""

ON: Mapping[str, str] = {
    "ecs:DiscoverPollEndpoint": "",
    "ecs:Poll": f"container-instance/{{}}/{t.ANY}",
    "ecs:StartTelemetrySession": f"container-instance/{{}}/{t.ANY}",
}
"""What an action of the agent is on, other than the cluster; nothing where it is on everything.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
(read 2026-11-27)
"""

_PAGE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html"
_EC2 = "ec2.amazonaws.com"
_PROFILE = "AWS::IAM::InstanceProfile"
_NAMED = re.compile(r"ECS_CLUSTER\s*=\s*[\"']?([^\s\"'$;&|<>]+)(?=[\s\"';&|<>]|$)")
_AGENT = re.compile(r"ECS_CLUSTER\s*=|/etc/ecs/ecs\.config|amazon-ecs-agent")
_INITIALIZED = re.compile(r"cfn-init[^\n;&|]*?(?:-r|--resource)[ =]+([A-Za-z0-9]+)")
_LAUNCHED = ("LaunchConfigurationName", "LaunchTemplate", "MixedInstancesPolicy")
"""Where a group of instances names what it launches."""
_ANYWHERE = "ecs-anywhere-install"
"""The script that registers an external instance, with the role of its activation.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-anywhere-registration.html
(read 2026-11-28)
"""


def instance_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of the agent on each instance that joins a cluster.

    Its user data or what cfn-init writes sets the agent up, or ECS scales its group.
    """
    scaled = frozenset(_scaled_by_ecs(resolver))
    for kind, (parent, profile) in INSTANCES.items():
        for instance in resources(resolver, kind):
            for place in instance.below(*parent):
                setup = list(_setup(place))
                if _joins_cluster(setup, is_scaled=instance.logical_id in scaled):
                    cluster = _cluster(resolver, setup)
                    for role in _roles(place, profile):
                        for call in _of_agent(role, cluster):
                            yield call._replace(logical_id=instance.logical_id)
    for provider in resources(resolver, "AWS::ECS::CapacityProvider"):
        yield from _managed_instances(provider)


def _managed_instances(provider: Property) -> Iterator[ServiceCall]:
    """Yield how ECS hands the instances' role to EC2, with its infrastructure role.

    The AWS managed policy for it allows roles whose names begin with ecsInstanceRole.
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instances-instance-profile.html
    (read 2026-11-27)
    """
    resolver = provider.resolver
    for place in provider.below("ManagedInstancesProvider"):
        for role in place.below("InfrastructureRoleArn"):
            profile = ("InstanceLaunchTemplate", "Ec2InstanceProfileArn")
            for of_instances in _roles(place, profile):
                for value in of_instances.values():
                    passed = _as_word(resolver, role_arn(resolver, value.text))
                    yield passing(role, passed, _EC2, "hand over the role of the instances")


def _as_word(resolver: Resolver, text: str) -> str:
    """Return a string with a word for a name that CloudFormation makes up.

    Such a name begins with the stack's, and no stack is taken to be named ecsInstanceRole.
    """
    symbols = ((character, resolver.symbols.get(character)) for character in text)
    return "".join(
        f"<{symbol.name}>" if symbol and symbol.identity[:1] == ("name",) else character
        for character, symbol in symbols
    )


def _of_agent(role: Property, cluster: str) -> Iterator[ServiceCall]:
    purpose = "register with the cluster and run its tasks"
    for action in AGENT_ACTIONS:
        resource = ON.get(action, "cluster/{}")
        on = arn_of("ecs", resource.format(cluster)) if cluster and resource else ANYTHING
        call = ServiceCall.one(role, action, on, purpose, _PAGE)
        yield call._replace(certain=action not in OPTIONAL)


def _cluster(resolver: Resolver, setup: Iterable[Any]) -> str:
    """Return the name of the cluster that an instance is set up for, or an empty string."""
    found = (_NAMED.search(resolver.text(each)) for each in setup)
    return next((each[1] for each in found if each), "")


def _joins_cluster(setup: Iterable[Any], *, is_scaled: bool) -> bool:
    """Return whether the agent is set up, in whatever function its commands are."""
    texts = list(strings_in(list(setup)))
    if any(_ANYWHERE in text for text in texts):
        return False
    return is_scaled or any(_AGENT.search(text) for text in texts)


def _setup(place: Property) -> Iterator[Any]:
    """Yield the strings and functions of the user data, and of what cfn-init writes with it."""
    given = place.data.get("UserData") if isinstance(place.data, Mapping) else None
    if isinstance(given, Mapping):
        yield next(iter(given.values()), None)
    elif isinstance(given, str):
        yield _decoded(given)
    for name in dict.fromkeys((place.logical_id, *_INITIALIZED.findall(str(given)))):
        yield from _leaves(section(section(place.resolver.template, "Resources"), name))


def _leaves(resource: Any) -> Iterator[Any]:
    """Yield the strings and functions of what cfn-init does for a resource."""
    rest = [section(resource, "Metadata").get("AWS::CloudFormation::Init")]
    while rest:
        value = rest.pop()
        if isinstance(value, str) or is_call(value):
            yield value
        elif isinstance(value, (Mapping, list)):
            rest.extend(value.values() if isinstance(value, Mapping) else value)


def _decoded(text: str) -> str:
    """Return what user data is that a template holds in Base64."""
    try:
        return b64decode(text, validate=True).decode()
    except ValueError:
        return text


def _scaled_by_ecs(resolver: Resolver) -> Iterator[str]:
    """Yield what the groups of capacity providers launch: instances that join the cluster.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html
    (read 2026-11-28)
    """
    for provider in resources(resolver, "AWS::ECS::CapacityProvider"):
        own = section(provider.data, "AutoScalingGroupProvider").get("AutoScalingGroupArn")
        for group in names_in(own):
            properties = section(
                section(section(resolver.template, "Resources"), group), "Properties"
            )
            yield from names_in([properties.get(key) for key in _LAUNCHED])


def _roles(place: Property, path: tuple[str, ...]) -> Iterator[Property]:
    """Yield the roles of the instance profile, where the template holds it."""
    named = [place.text(*path)]
    if path[-1] == "*":
        keys = ("Name", "Arn")
        named = [v.text for key in keys for v in place.values(*path[:-1], key)]
    for text in named:
        found = place.resource(text, _PROFILE)
        if found:
            yield from found.below("Roles", "*")
