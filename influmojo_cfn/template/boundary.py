"""The permissions boundary that the roles of an app can carry.

A boundary allows nothing by itself: a role can do what both its policies and its boundary allow.
This one holds the actions of the catalog's grants that belong in every boundary, on the widest
resources that they can name. It also holds what else the app grants, on what the app names. All
else that a role is given has no effect: by mistake, or by someone who can write policies but not
boundaries.

Source (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from awacs import aws
from troposphere import Ref, iam

from influmojo_cfn.app import App
from influmojo_cfn.app.environments import BOUNDARY, INFRASTRUCTURE_BOUNDARY
from influmojo_cfn.app.granted import values_of
from influmojo_cfn.app.selected_actions import ARGUMENT
from influmojo_cfn.app.shape import check_app
from influmojo_cfn.app.uses import attaches, uses_of
from influmojo_cfn.app.validation import CUSTOM, NAME
from influmojo_cfn.errors import QuotaError
from influmojo_cfn.grants import grant
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.iam.patterns import widest
from influmojo_cfn.template.boundary_extent import EXTENTS, BoundaryExtent
from influmojo_cfn.template.deployment import deployment_statements
from influmojo_cfn.template.frame import CONTEXT, begun, export, finished
from influmojo_cfn.template.infrastructure_boundary import (
    infrastructure_actions,
    infrastructure_statements,
)
from influmojo_cfn.template.merging import merged, with_sids
from influmojo_cfn.template.policies import document, rules_of_fixed, substituted
from influmojo_cfn.template.quotas import LONGEST_PSEUDO, POLICY_CHARACTERS
from influmojo_cfn.template.schedules import schedule_statements
from influmojo_cfn.template.statements import GrantStatement, SubText, action_of, escaped, rendered

if TYPE_CHECKING:
    from influmojo_cfn.grants.model import Grant

LOGICAL_ID, INFRASTRUCTURE_ID = "PermissionsBoundary", "InfrastructureBoundary"


def build_boundary(app: App) -> dict[str, Any]:
    """Return the template of the boundary, a managed policy, as a plain dict.

    The policy is named ``PROJECT-ecs-boundary``; one serves every environment and Region. Where
    the infrastructure roles would make it too long, they have one of their own, which is named
    ``PROJECT-ecs-infrastructure-boundary``.

    Raises:
        QuotaError: it does not fit the 6,144 characters of a managed policy.
    """
    check_app(app)
    used = 0
    for template in _templates(app):
        used = max(map(_characters, _documents(template)))
        if used <= POLICY_CHARACTERS:
            return template
    raise QuotaError(
        f"{app.project}-ecs-boundary: the boundary takes {used:,} characters of the "
        f"{POLICY_CHARACTERS:,} that a managed policy may have, {used - POLICY_CHARACTERS:,} too "
        f"many: shorten the app's {CUSTOM} grants, or give jobs an app of their own"
    )


def _templates(app: App) -> Iterator[dict[str, Any]]:
    """Yield the templates that an app can have: the first that fits is taken."""
    of_aws = list(infrastructure_statements(app))
    everywhere = infrastructure_actions(app)
    # Rather two boundaries than one without resources.
    for named in (True, False):
        extents = [each for each in EXTENTS if each.each_resource == named]
        for extent in extents:
            found = [*_allowed(app, extent, everywhere), *of_aws]
            yield _template(app, extent, {LOGICAL_ID: found})
        for extent in extents if of_aws else ():
            policies = {LOGICAL_ID: _allowed(app, extent, set()), INFRASTRUCTURE_ID: of_aws}
            yield _template(app, extent, policies)


def _documents(template: dict[str, Any]) -> list[dict[str, Any]]:
    return [row["Properties"]["PolicyDocument"] for row in template["Resources"].values()]


def _template(app: App, extent: BoundaryExtent, policies: dict[str, list[Any]]) -> dict[str, Any]:
    words = f"Permissions boundary of the IAM roles of {app.display_title} on Amazon ECS"
    must = [extent.must, *([_TWO] if len(policies) > 1 else [])]
    template = begun(words, (), _ARCHITECTURE, must)
    for logical_id, statements in policies.items():
        template.add_resource(_policy(app, extent, logical_id, statements))
        words = f"ARN of the boundary: {_PARAMETERS[logical_id]} of the roles' template"
        export(template, f"{logical_id}Arn", words, Ref(logical_id))
    return finished(template)


def _policy(
    app: App, extent: BoundaryExtent, logical_id: str, statements: list[Any]
) -> iam.ManagedPolicy:
    return iam.ManagedPolicy(
        logical_id,
        Metadata={
            "cfn-lint": {"config": {"ignore_checks": _on_purpose(app, extent)}},
            CONTEXT: {"why": _WHY[logical_id]},
        },
        ManagedPolicyName=f"{app.project}-ecs-{_NAMES[logical_id]}",
        PolicyDocument=document(statements),
    )


def _allowed(app: App, extent: BoundaryExtent, everywhere: set[str]) -> list[Any]:
    """Return what the app's own roles can do, but for what is allowed on everything anyway."""
    reached = _catalog(extent.grants(app)) if attaches(app) else {}
    others = _other_statements(app)
    passing = [each for each in others if _passes(each)]
    for each in others:
        if not _passes(each):
            texts = [extent.anywhere(app, text) for text in each.resources]
            for action in each.actions:
                reached.setdefault(action, []).extend(dict.fromkeys(texts))
    reached = {action: extent.reach(action, texts) for action, texts in reached.items()}
    for action, patterns in _custom(app).items():
        reached.setdefault(action, []).extend(patterns)
    reached = {action: texts for action, texts in reached.items() if action not in everywhere}
    return [*_statements(reached), *extent.passing(app, passing)]


def _on_purpose(app: App, extent: BoundaryExtent) -> list[str]:
    """Return rules on resources that could be narrower, and on those that the app names."""
    everything = app.infrastructure or not extent.each_resource
    fixed = rules_of_fixed(_other_statements(app))
    return ["W9204", "W9206", *(["I9205"] if everything else []), *fixed]


_ARCHITECTURE = (
    "One managed policy, attached to nothing: the roles of the application name it as their "
    "permissions boundary, and can then do no more than it allows."
)
_TWO = (
    "The infrastructure roles have a boundary of their own: with one of both, a managed policy "
    f"would be too long. Give its ARN to the roles' template as {INFRASTRUCTURE_BOUNDARY}."
)
_WHY = {
    LOGICAL_ID: (
        "Keeps the roles to what the catalog of grants has, whatever their policies allow: no "
        "action that changes permissions is among them."
    ),
    INFRASTRUCTURE_ID: (
        "Keeps the infrastructure roles to what AWS's own policies for them allow, whatever "
        "policies they get later."
    ),
}
_NAMES = {LOGICAL_ID: "boundary", INFRASTRUCTURE_ID: "infrastructure-boundary"}
_PARAMETERS = {LOGICAL_ID: BOUNDARY, INFRASTRUCTURE_ID: INFRASTRUCTURE_BOUNDARY}


def _catalog(names: Iterable[str]) -> dict[str, list[str]]:
    """Return what each action of the catalog's common grants can reach at most."""
    reached: dict[str, list[str]] = {}
    for name in names:
        row = grant(name)
        for statement in row.statements if row.in_every_boundary else ():
            patterns = [_widest(row, text) for text in statement.resources] or ["*"]
            for action in statement.actions:
                reached.setdefault(action.JSONrepr(), []).extend(patterns)
    return reached


def _widest(row: Grant, template: str) -> str:
    def pattern(found: re.Match[str]) -> str:
        argument = row.argument(found[1])
        assert argument is not None
        return ARGUMENT_TYPES[argument.kind].widest

    # One boundary serves the roles of every Region.
    text = ARGUMENT.sub(pattern, template).replace("${AWS::Region}", "*")
    return re.sub(r"\*+", "*", text)


def _custom(app: App) -> dict[str, list[str]]:
    """Return what the app's own statements name; a deploy-time parameter can be anything."""
    reached: dict[str, list[str]] = {}
    for use in (each.use for each in uses_of(app)):
        if use.grant == CUSTOM and use.arguments.get("effect") != "Deny":
            name = use.arguments.get("name")
            own = name if isinstance(name, str) else "*"
            resources = [
                escaped(text.replace(NAME, own)) if isinstance(text, str) else "*"
                for text in values_of(use.arguments["resources"])
            ]
            for action in values_of(use.arguments["actions"]):
                reached.setdefault(str(action), []).extend(resources)
    return reached


def _statements(reached: dict[str, list[str]]) -> list[Any]:
    by_resources: dict[tuple[str, ...], list[str]] = {}
    for action in sorted(reached):
        by_resources.setdefault(widest(reached[action]), []).append(action)
    return [
        aws.Statement(
            Sid="NoResourceToName" if resources == ("*",) else _sid(actions),
            Effect=aws.Allow,
            Action=[action_of(action) for action in actions],
            Resource=[substituted(SubText(text=text)) for text in resources],
        )
        for resources, actions in by_resources.items()
    ]


def _other_statements(app: App) -> list[GrantStatement]:
    """Return what schedules, the pipeline and other grants can do, in every environment."""
    statements = with_sids(merged(list(_of_other_grants(app))))
    statements += [each for job in app.jobs for each in schedule_statements(app, job.name)]
    if app.deployment:
        statements += deployment_statements(app)
    return statements


def _passes(statement: GrantStatement) -> bool:
    return any(each.key == "iam:PassedToService" for each in statement.conditions)


def _of_other_grants(app: App) -> Iterator[GrantStatement]:
    for each in uses_of(app):
        if each.row is not None and not each.row.in_every_boundary:
            yield from rendered(each.row, each.use, each.role)


def _sid(actions: list[str]) -> str:
    """Name a statement after its first action, which no other statement has."""
    words = re.findall(r"[A-Za-z0-9]+", actions[0])
    return "".join(word[:1].upper() + word[1:] for word in words)


def _characters(policy: dict[str, Any]) -> int:
    """Return how long a policy is at most, without white space."""
    text = re.sub(r'\{"Fn::Sub":("[^"]*")\}', r"\1", json.dumps(policy, separators=(",", ":")))
    return len(re.sub(r"\$\{([^}]*)\}", _longest, text))


def _longest(found: re.Match[str]) -> str:
    """Return a reference at its longest; a policy variable is what a policy holds."""
    name = found[1]
    return "x" * LONGEST_PSEUDO[name] if name in LONGEST_PSEUDO else found[0].replace("!", "")
