"""The policy documents of an app with every value filled in, ready to paste into the console."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.app.environments import ENVIRONMENT
from influmojo_cfn.app.services import ENVIRONMENT_PREFIX
from influmojo_cfn.cloudformation.environment import Environment, partition_of, url_suffix_of
from influmojo_cfn.cloudformation.intrinsics import SUB_NAME
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import Error, Problem, did_you_mean
from influmojo_cfn.iam.arn import PARTITIONS
from influmojo_cfn.iam.regions import region_problem
from influmojo_cfn.template.assembly import GrantPolicy, policies_of
from influmojo_cfn.template.order import arranged_policy
from influmojo_cfn.template.parameters import ParameterRow, rows_of
from influmojo_cfn.template.role_rows import roles_of
from influmojo_cfn.template.roles import policy_properties, policy_tags_of
from influmojo_cfn.template.schedules import rule_arn, schedule_group_arn
from influmojo_cfn.template.statements import GrantStatement, Text
from influmojo_cfn.template.trust import (
    deployment_trust,
    infrastructure_trust,
    schedule_trust,
    started_trust,
    trust,
)

TRUST_FILE = "trust-policy.json"
DEPLOYMENT_TRUST_FILE = "deployment-trust-policy.json"
SCHEDULE_TRUST_FILE = "schedule-trust-policy.json"


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the documents are for: account ID, Region, partition.

    Raises:
        Error: one of them cannot be.
    """

    account: str
    region: str
    partition: str = "aws"

    def __post_init__(self) -> None:
        problems = []
        if not re.fullmatch("[0-9]{12}", self.account):
            words = f"{self.account!r} is not an account ID: 12 digits are expected"
            problems.append(Problem("--account", f"{words}, {len(self.account)} were given"))
        if message := region_problem(self.region):
            problems.append(Problem("--region", message))
        of_region = partition_of(self.region)
        if self.partition not in PARTITIONS:
            nearest = did_you_mean(self.partition, PARTITIONS)
            problems.append(Problem("--partition", f"unknown {self.partition!r}{nearest}"))
        elif not problems and self.partition != of_region:
            words = f"{self.region} is a Region of {of_region}, not of {self.partition}"
            problems.append(Problem("--partition", words))
        if problems:
            raise Error(problems)


def documents_of(
    app: App, place: Place, parameters: Mapping[str, str] | None = None
) -> tuple[dict[str, Any], list[str]]:
    """Return the documents by file name, and what an empty parameter omits of them.

    ``parameters`` are values in place of the defaults.

    Raises:
        Error: a parameter is unknown, or its value is refused.
    """
    values = _values(app, place, parameters or {})
    documents: dict[str, Any] = {}
    omitted: list[str] = []
    for policy in policies_of(app):
        statements = []
        for statement in policy.statements:
            filled, missing = _statement(statement, values)
            if filled:
                statements.append(filled)
            if missing:
                words = " and ".join(missing)
                verb = "is" if len(missing) == 1 else "are"
                omitted.append(f"{policy.logical_id}.{statement.sid}: {words} {verb} empty")
        if statements:
            documents[_file(policy)] = {"Version": "2012-10-17", "Statement": statements}
    documents[TRUST_FILE] = _filled(_plain(trust(strict=_only_strict(app))), place, values)
    if any(job.schedule for job in app.jobs):
        group = _filled_text(schedule_group_arn(app), values)
        documents[SCHEDULE_TRUST_FILE] = _filled(_plain(schedule_trust(group)), place, values)
    for row in roles_of(app):
        if row.role == "rule":
            rule = _filled_text(rule_arn(app, row.owner), values)
            trusted = started_trust("events", rule)
        elif row.infrastructure:
            trusted = infrastructure_trust(row.infrastructure)
        else:
            continue
        documents[f"{row.name}-trust-policy.json"] = _filled(_plain(trusted), place, values)
    if app.deployment:
        documents[DEPLOYMENT_TRUST_FILE] = _filled(_plain(deployment_trust(app)), place, values)
    return documents, omitted


def _only_strict(app: App) -> bool:
    # One trust policy serves all roles: the form that is safe for each of them.
    return all(row.strict_trust for row in roles_of(app) if row.role in ("execution", "task"))


def _file(policy: GrantPolicy) -> str:
    number = f"-{policy.number}" if policy.number > 1 else ""
    return f"{policy.row.name}{number}.json"


def _plain(document: Any) -> Any:
    from troposphere import encode_to_dict

    return arranged_policy(encode_to_dict(document))


def refuse_values(app: App, given: Mapping[str, str]) -> None:
    """Refuse values of parameters that the template would refuse.

    Raises:
        Error: a parameter is unknown, or its value is refused; every problem is listed.
    """
    rows = {row.name: row for row in rows_of(app)}
    problems = [
        *(
            Problem(f"--parameter {name}", f"unknown parameter{did_you_mean(name, rows)}")
            for name in given
            if name not in rows
        ),
        *(
            Problem(f"--parameter {name}", f"{value!r} {rows[name].constraint_description}")
            for name, value in given.items()
            if name in rows and not _accepts(rows[name], value)
        ),
    ]
    if problems:
        raise Error(problems)


def _values(app: App, place: Place, given: Mapping[str, str]) -> dict[str, str]:
    refuse_values(app, given)
    rows = {row.name: row for row in rows_of(app)}
    values = {name: given.get(name, row.default or "") for name, row in rows.items()}
    return {
        **values,
        ENVIRONMENT_PREFIX[2:-1]: f"{values[ENVIRONMENT]}-" if values[ENVIRONMENT] else "",
        "AWS::Partition": place.partition,
        "AWS::Region": place.region,
        "AWS::AccountId": place.account,
        "AWS::URLSuffix": url_suffix_of(place.partition),
    }


def _accepts(row: ParameterRow, value: str) -> bool:
    if row.allowed_values:
        return value in row.allowed_values
    fits = row.max_length is None or len(value) <= row.max_length
    return fits and re.fullmatch(row.allowed_pattern or ".*", value) is not None


def _statement(
    statement: GrantStatement, values: Mapping[str, str]
) -> tuple[dict[str, Any] | None, list[str]]:
    """Return a statement with its values, and the parameters that are empty; None where it goes."""

    def kept(texts: tuple[Text, ...]) -> list[str]:
        return [
            _filled_text(text.text, values)
            for text in texts
            if all(values[need] for need in text.needs)
        ]

    lists = [statement.resources, *(condition.values for condition in statement.conditions)]
    needs = [
        *(need for group in statement.needs for need in group),
        *(need for texts in lists for text in texts for need in text.needs),
    ]
    missing = [need for need in dict.fromkeys(needs) if not values[need]]
    used = all(any(values[need] for need in group) for group in statement.needs)
    if not used or not all(map(kept, lists)):
        return None, missing
    conditions: dict[str, dict[str, Any]] = {}
    for condition in statement.conditions:
        found = kept(condition.values)
        keys = conditions.setdefault(condition.operator, {})
        keys[condition.key] = found[0] if len(found) == 1 else found
    return {
        "Sid": statement.sid,
        "Effect": statement.effect,
        "Action": list(statement.actions),
        "NotResource" if statement.not_resource else "Resource": kept(statement.resources),
        **({"Condition": conditions} if conditions else {}),
    }, missing


def _filled_text(text: str, values: Mapping[str, str]) -> str:
    return SUB_NAME.sub(lambda found: "${" + found[2] + "}" if found[1] else values[found[2]], text)


def _filled(document: Any, place: Place, values: Mapping[str, str]) -> Any:
    """Return a document with its functions resolved."""
    parameters = {name: value for name, value in values.items() if ":" not in name}
    template: dict[str, Any] = {"Parameters": {name: {} for name in parameters}, "Resources": {}}
    environment = Environment(
        parameters=parameters, account=place.account, region=place.region, partition=place.partition
    )
    return ResolvedTemplate(template, environment).value(document)


def tag_commands(app: App, place: Place, parameters: Mapping[str, str]) -> list[str]:
    """Return the commands that tag the policies, which CloudFormation cannot do."""
    environment = _values(app, place, parameters)[ENVIRONMENT]
    prefix = f"{app.project}-{environment}" if environment else app.project
    commands = []
    for policy in policies_of(app):
        path = policy_properties(app, policy.row, policy.logical_id).get("Path", "/")
        arn = f"arn:{place.partition}:iam::{place.account}:policy{path}{prefix}-{policy.name}"
        tags = " ".join(
            shlex.quote(f"Key={key},Value={value}")
            for key, value in policy_tags_of(app, policy.row, policy.logical_id).items()
        )
        commands.append(f"aws iam tag-policy --policy-arn {shlex.quote(arn)} --tags {tags}")
    return commands
