"""The permissions boundary that the roles of an app can carry.

A boundary allows nothing by itself: a role can do what both its policies and its boundary allow.
This one holds the actions of the catalog's grants that belong in every boundary, on the widest
resources that they can name, and what else the app grants, on what the app names; whatever else a
role were given some day, by mistake or by someone who can write policies but not boundaries, would
have no effect.

Source (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from awacs import aws
from troposphere import Export, Output, Ref, Sub, Template, iam

from influmojo_cfn.app import App
from influmojo_cfn.app.infrastructure import infrastructure_roles
from influmojo_cfn.app.selected_actions import ARGUMENT
from influmojo_cfn.app.shape import expect_app
from influmojo_cfn.app.uses import attaches, role_of, row_of, uses_of
from influmojo_cfn.app.validation import CUSTOM, NAME
from influmojo_cfn.errors import QuotaError
from influmojo_cfn.grants import grant
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.iam.managed_policies import aws_managed_document
from influmojo_cfn.iam.patterns import widest
from influmojo_cfn.template.boundary_extent import EXTENTS, BoundaryExtent
from influmojo_cfn.template.deployment import deployment_statements
from influmojo_cfn.template.merging import merged, with_sids
from influmojo_cfn.template.order import arranged
from influmojo_cfn.template.policies import document, substituted
from influmojo_cfn.template.quotas import LONGEST_PSEUDO, POLICY_CHARACTERS
from influmojo_cfn.template.role_rows import task_roles_of
from influmojo_cfn.template.roles import CONTEXT
from influmojo_cfn.template.schedules import schedule_statements
from influmojo_cfn.template.statements import GrantStatement, Text, escaped, rendered

if TYPE_CHECKING:
    from influmojo_cfn.grants.model import Grant

LOGICAL_ID = "PermissionsBoundary"


def build_boundary(app: App) -> dict[str, Any]:
    """Return the template of the boundary, a managed policy, as a plain dict.

    The policy is named ``PROJECT-ecs-boundary``; one serves every environment and Region.

    Raises:
        QuotaError: it does not fit the 6,144 characters of a managed policy.
    """
    expect_app(app)
    name = f"{app.project}-ecs-boundary"
    for extent in EXTENTS:
        template = _template(app, name, extent)
        used = _characters(template["Resources"][LOGICAL_ID]["Properties"]["PolicyDocument"])
        if used <= POLICY_CHARACTERS:
            return template
    raise QuotaError(
        f"{name}: the boundary takes {used:,} characters of the {POLICY_CHARACTERS:,} that a "
        f"managed policy may have, {used - POLICY_CHARACTERS:,} too many: shorten the app's "
        f"{CUSTOM} grants, or give infrastructure roles and jobs an app of their own"
    )


def _template(app: App, name: str, extent: BoundaryExtent) -> dict[str, Any]:
    template = Template(
        Description=f"Permissions boundary of the IAM roles of {app.display_title} on Amazon ECS"
    )
    template.set_version("2010-09-09")
    template.set_metadata({CONTEXT: {"arch": _ARCHITECTURE, "must": [extent.must]}})
    template.add_resource(
        iam.ManagedPolicy(
            LOGICAL_ID,
            Metadata={
                "cfn-lint": {"config": {"ignore_checks": _wide_on_purpose(app)}},
                CONTEXT: {"why": _WHY},
            },
            ManagedPolicyName=name,
            PolicyDocument=document(_allowed(app, extent)),
        )
    )
    template.add_output(
        Output(
            f"{LOGICAL_ID}Arn",
            Description="ARN of the boundary: PermissionsBoundaryArn of the roles' template",
            Value=Ref(LOGICAL_ID),
            Export=Export(Sub(f"${{AWS::StackName}}-{LOGICAL_ID}Arn")),
        )
    )
    return arranged(template.to_dict())


def _allowed(app: App, extent: BoundaryExtent) -> list[Any]:
    """Return the statements of the boundary."""
    reached = _catalog(extent.grants(app)) if attaches(app) else {}
    for action, patterns in _custom(app).items():
        reached.setdefault(action, []).extend(patterns)
    others = _other_statements(app)
    passing = [each for each in others if _passes(each)]
    for each in others:
        if not _passes(each):
            texts = [extent.anywhere(app, text) for text in each.resources]
            for action in each.actions:
                reached.setdefault(action, []).extend(dict.fromkeys(texts))
    wide = {action for found in _of_aws(app) for action in found.actions}
    reached = {action: texts for action, texts in reached.items() if action not in wide}
    return [*_statements(reached), *extent.passing(app, passing), *_infrastructure(app)]


def _wide_on_purpose(app: App) -> list[str]:
    """Return rules on resources that could be narrower: a boundary takes the widest."""
    return ["W9204", "W9206", *(["I9205"] if app.infrastructure else [])]


_ARCHITECTURE = (
    "One managed policy, attached to nothing: the roles of the application name it as their "
    "permissions boundary, and can then do no more than it allows."
)
_WHY = (
    "Keeps the roles to what the catalog of grants knows, whatever their policies say: no action "
    "that changes permissions is among them."
)


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
    for _path, use in uses_of(app):
        if use.grant == CUSTOM and use.arguments.get("effect") != "Deny":
            name = use.arguments.get("name")
            own = name if isinstance(name, str) else "*"
            resources = [
                escaped(text.replace(NAME, own)) if isinstance(text, str) else "*"
                for text in _listed(use.arguments["resources"])
            ]
            for action in _listed(use.arguments["actions"]):
                reached.setdefault(str(action), []).extend(resources)
    return reached


def _listed(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _statements(reached: dict[str, list[str]]) -> list[Any]:
    by_resources: dict[tuple[str, ...], list[str]] = {}
    for action in sorted(reached):
        by_resources.setdefault(widest(reached[action]), []).append(action)
    return [
        aws.Statement(
            Sid="NoResourceToName" if resources == ("*",) else _sid(actions),
            Effect=aws.Allow,
            Action=[aws.Action(*action.split(":", 1)) for action in actions],
            Resource=[substituted(Text(text=text)) for text in resources],
        )
        for resources, actions in by_resources.items()
    ]


def _other_statements(app: App) -> list[GrantStatement]:
    """Return what schedules, the pipeline and other grants can do, in every environment."""
    statements = with_sids(merged(list(_of_other_grants(app))))
    statements += [each for job in app.jobs for each in schedule_statements(app, job.name)]
    if app.deployment:
        statements += deployment_statements(app, task_roles_of(app))
    return statements


def _passes(statement: GrantStatement) -> bool:
    return any(each.key == "iam:PassedToService" for each in statement.conditions)


class _OfAws(NamedTuple):
    """What AWS's own policies allow an infrastructure role, on everything but IAM's resources."""

    sid: str
    actions: list[str]
    about_iam: dict[str, Mapping[str, Any]]


def _of_aws(app: App) -> Iterator[_OfAws]:
    for found in infrastructure_roles(app.infrastructure):
        actions: set[str] = set()
        about_iam: dict[str, Mapping[str, Any]] = {}
        for path in found.managed:
            policy = aws_managed_document(path)
            for number, statement in enumerate(policy["Statement"] if policy else []):
                named = {str(action) for action in _list(statement["Action"])}
                if any(action.startswith("iam:") for action in named):
                    about_iam[f"{found.prefix}{number}"] = statement
                else:
                    actions |= named
        yield _OfAws(sid=found.prefix, actions=sorted(actions), about_iam=about_iam)


def _infrastructure(app: App) -> Iterator[Any]:
    """Yield what AWS's own policies allow the infrastructure roles: their actions, on everything.

    What they can do in IAM stays as narrow as AWS wrote it.
    """
    for found in _of_aws(app):
        for sid, statement in found.about_iam.items():
            yield _narrow(sid, statement)
        yield aws.Statement(
            Sid=found.sid,
            Effect=aws.Allow,
            Action=[aws.Action(*action.split(":", 1)) for action in found.actions],
            Resource=["*"],
        )


def _narrow(sid: str, statement: Mapping[str, Any]) -> Any:
    conditions = [
        getattr(aws, operator)(keys) for operator, keys in statement.get("Condition", {}).items()
    ]
    texts = [
        str(arn).replace("arn:aws:", "arn:${AWS::Partition}:")
        for arn in _list(statement["Resource"])
    ]
    return aws.Statement(
        Sid=sid,
        Effect=aws.Allow,
        Action=[aws.Action(*action.split(":", 1)) for action in _list(statement["Action"])],
        Resource=[substituted(Text(text=text)) for text in texts],
        **({"Condition": aws.Condition(conditions)} if conditions else {}),
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _of_other_grants(app: App) -> Iterator[GrantStatement]:
    for path, use in uses_of(app):
        row = row_of(use)
        if row is not None and not row.in_every_boundary:
            yield from rendered(row, use, role_of(path, use))


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
