"""The calls that a deployment makes: of each way to deploy, and for IAM's resource types.

They are data (``data/deployment_calls.json``); those for other types are what AWS's registry of
types declares.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/control-access-with-iam.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from influmojo_cfn.account.deployment import Deployment
from influmojo_cfn.account.deployment_routes import CDK, SERVICE_ROLE, deployment_table


@dataclass(frozen=True, kw_only=True)
class DeploymentCall:
    """A call of a deployment: ``on`` stack, role, policy or task definition; ``by`` whom.

    ``routes`` are the ways to deploy that make it, every one where there is none; ``only`` says
    that it is for these ways alone.
    ``carries`` is what the request names besides: a policy, a boundary or a service. ``when`` tells
    when alone a call is made. With ``boundary`` the roles have one, with ``no boundary`` none; with
    ``former boundary`` roles that are imported have one that the template does not declare. With
    ``inline policies`` the template has some. ``resources`` are the ARNs that it acts on,
    ``boundary`` the permissions boundary that roles are given in it.
    """

    action: str
    on: str
    by: str
    why: str
    carries: str = ""
    when: str = ""
    routes: tuple[str, ...] = ()
    only: bool = False
    resources: tuple[str, ...] = ()
    boundary: str = ""


def calls(deployment: Deployment) -> tuple[DeploymentCall, ...]:
    """Return the calls that deploying and changing this makes, those for other types apart."""
    rows = [
        DeploymentCall(**{**row, "routes": tuple(row.get("routes", ()))})
        for row in deployment_table()["calls"]
    ]
    made = {"", "boundary", "no boundary"}
    made |= {"inline policies"} if deployment.inline_policies else set()
    made |= {"former boundary"} if deployment.former_boundaries else set()
    return tuple(
        replace(row, boundary=boundary, resources=resources)
        for row in rows
        if row.when in made and _is_of_route(row, deployment)
        for boundary, resources in _acted_on(row, deployment)
        if resources
    )


def _acted_on(row: DeploymentCall, deployment: Deployment) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield what a call acts on, roles apart by the boundary that they are given or lose."""
    if row.carries != "boundary" and row.when != "no boundary":
        yield "", deployment.resources(row.on, row.carries)
        return
    for boundary, roles in (deployment.boundaries or {"": deployment.roles}).items():
        if row.when != ("no boundary" if boundary else "boundary"):
            yield boundary, roles


def is_made_by_cloudformation(deployment: Deployment) -> bool:
    """Return whether CloudFormation makes its calls with the permissions that are asked for."""
    return deployment.method.route != CDK and not deployment.method.service_role


def _is_of_route(row: DeploymentCall, deployment: Deployment) -> bool:
    route = deployment.method.route
    if row.by == "CloudFormation":
        return is_made_by_cloudformation(deployment)
    if route == SERVICE_ROLE:
        return False
    if row.on in ("bucket", "object"):
        return route in ("", *row.routes)
    return (not row.only) if not route else (route in row.routes or not row.routes)
