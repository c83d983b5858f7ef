"""The grants that recorded calls need: of the catalog where it grants nothing that was not called.

A row of the catalog is taken where each of its statements has a call as its example, on the same
resource. Otherwise the actions that were called are granted by themselves, on the resources that
they were called on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from influmojo_cfn.data.action_grants import ALSO_IN, GRANTS
from influmojo_cfn.data.actions_without_permission import ACTIONS as WITHOUT_PERMISSION
from influmojo_cfn.evidence.called_actions import with_only
from influmojo_cfn.evidence.needed_grants import Declaration
from influmojo_cfn.evidence.recorded_calls import RecordedCall, RecordedRun
from influmojo_cfn.evidence.resource_values import is_value
from influmojo_cfn.grants import grant
from influmojo_cfn.grants.model import Grant
from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.inference_profiles import model_of_profile
from influmojo_cfn.iam.public_parameters import without_account

_PARTS = re.compile(
    r"(?P<pseudo>\$\{AWS::\w+\})|\{(?P<argument>[a-z_0-9]+)\}|(?P<wild>\*)|(?P<text>[^${*]+)"
)
_ARGUMENT = re.compile(r"\{(\w+)\}\*?")
_PASSED_TO = "iam:PassedToService"
_OBJECTS = frozenset({"s3.read_objects", "s3.upload_objects", "s3.delete_objects"})


class _Placed(NamedTuple):
    """A call, and the run that it is of."""

    call: RecordedCall
    run: RecordedRun


class _Alone(NamedTuple):
    """An action that is granted by itself, its resource, and the service that a role is for."""

    action: str
    resource: str
    service: str


@dataclass
class _Candidate:
    """A row of the catalog with its arguments, and the calls that it would allow."""

    grant: str
    arguments: Mapping[str, str]
    use: str | None
    calls: list[_Placed] = field(default_factory=list)
    listed: dict[str, dict[str, None]] = field(default_factory=dict)
    """What the calls' condition keys tell of arguments that are lists."""

    def add(self, placed: _Placed) -> None:
        """Take one more call that the row would allow."""
        self.calls.append(placed)
        for name, values in _of_conditions(grant(self.grant), placed.call).items():
            if _is_list(grant(self.grant), name):
                self.listed.setdefault(name, {}).update(dict.fromkeys(values))


def recorded_grants(runs: Iterable[RecordedRun]) -> tuple[Declaration, ...]:
    """Return the grants that the calls of runs need, and no others."""
    candidates: dict[object, _Candidate] = {}
    alone: dict[_Alone, None] = {}
    for run in runs:
        for call in run.calls:
            if call.action.lower() in WITHOUT_PERMISSION:
                continue
            placed = _Placed(call, run)
            made = list(_candidates(placed))
            if not made:
                alone[_alone(placed)] = None
            for each in made:
                key = (each.grant, tuple(sorted(each.arguments.items())))
                candidates.setdefault(key, each).add(placed)
    found: list[Declaration] = []
    allowed: set[int] = set()
    for candidate in candidates.values():
        if _has_examples(candidate):
            found.append(_declaration(candidate))
            allowed |= {id(each.call) for each in candidate.calls}
    for placed in (each for candidate in candidates.values() for each in candidate.calls):
        if id(placed.call) not in allowed:
            alone[_alone(placed)] = None
    return (*found, *_statements(alone))


def _candidates(placed: _Placed) -> Iterator[_Candidate]:
    """Yield the rows of the catalog that would allow a call, with what its resource tells."""
    action = placed.call.action
    rows = [GRANTS[action]] if action in GRANTS else []
    names = [row.grant for row in rows] + list(ALSO_IN.get(action, ()))
    for name in names:
        use = next((row.use for row in GRANTS.values() if row.grant == name), None)
        arguments = _arguments(name, placed)
        if arguments is not None:
            yield _Candidate(name, arguments, use)


def _arguments(name: str, placed: _Placed) -> Mapping[str, str] | None:
    """Return a row's arguments as a call's resource tells them; None where it does not."""
    row = grant(name)
    required = {each.name for each in row.arguments if each.required and each.default is None}
    kinds = {each.name: each.kind for each in row.arguments}
    of_conditions = _of_conditions(row, placed.call)
    for statement in row.statements:
        actions = {each.JSONrepr() for each in statement.actions}
        if "task" not in statement.roles or placed.call.action not in actions or statement.when:
            continue
        for template in statement.resources:
            found = _named_parts(template, placed.call.resource, placed.run)
            if found is not None and "inference_profiles" in kinds:
                found = _of_profile(found, placed.call)
            if found is None or not required <= {*found, *of_conditions}:
                continue
            if name in _OBJECTS:
                found["prefix"] = _prefix(placed.call)
            given = {key: value for key, value in found.items() if value and key in kinds}
            given |= {
                key: values[0] for key, values in of_conditions.items() if not _is_list(row, key)
            }
            named = all(set(group) & set(given) for group in row.at_least_one)
            if named and all(is_value(value, kinds[key]) for key, value in given.items()):
                return given
    return None


def _of_profile(found: dict[str, str], call: RecordedCall) -> dict[str, str]:
    """Return the model and the profile of an invocation, as its resource and context tell them."""
    (through,) = call.context.get("bedrock:InferenceProfileArn", ("",))
    profile = found.get("inference_profiles") or through.rpartition("/")[2]
    model = model_of_profile(profile) or found.get("models", "")
    return {"models": model, "inference_profiles": profile}


def _of_conditions(row: Grant, call: RecordedCall) -> dict[str, tuple[str, ...]]:
    """Return the arguments of a row's conditions, as a call's condition keys tell them."""
    kinds = {each.name: each.kind for each in row.arguments}
    found = {}
    for statement in row.statements:
        actions = {each.JSONrepr() for each in statement.actions}
        for condition in statement.conditions if call.action in actions else ():
            name = _ARGUMENT.fullmatch(condition.values[0])
            values = call.context.get(condition.key, ())
            if name and all(value and is_value(value, kinds[name[1]]) for value in values):
                found[name[1]] = values
    return {name: values for name, values in found.items() if values}


def _is_list(row: Grant, name: str) -> bool:
    return any(each.repeated for each in row.arguments if each.name == name)


def _named_parts(template: str, resource: str, run: RecordedRun) -> dict[str, str] | None:
    """Return the arguments that a template's places represent in an ARN, or None."""
    found = _expression(template).fullmatch(resource)
    if found is None:
        return None
    own = {"Region": run.region, "AccountId": run.account}
    parts = found.groupdict()
    if any(parts.pop(f"aws{name}", value) != value for name, value in own.items()):
        return None
    own_place = {"region": run.region, "account": run.account}
    return {
        key: value
        for key, value in parts.items()
        if key != "awsPartition" and own_place.get(key) != value
    }


@cache
def _expression(template: str) -> re.Pattern[str]:
    """Return the expression of the ARNs that a template of the catalog represents."""
    text, seen = "", set[str]()
    for part in _PARTS.finditer(template):
        name = part["argument"] or (part["pseudo"] or "").replace("${AWS::", "aws").rstrip("}")
        if part["text"]:
            # A secret's six random characters are written -??????.
            text += re.escape(part["text"]).replace(r"\?", ".")
        elif part["wild"]:
            text += ".*"
        elif name in seen:
            text += f"(?P={name})"
        else:
            seen.add(name)
            # A prefix is what the role was granted, or made of the object's key: see _prefix.
            # At the end, a name can have a colon, as that of a model of Bedrock does.
            some = "" if name == "prefix" else ".*?" if part.end() == len(template) else "[^:]*?"
            text += f"(?P<{name}>{some})"
    return re.compile(text, re.DOTALL)


def _prefix(call: RecordedCall) -> str:
    """Return the folder of an object, or the prefix that the role is granted, where known."""
    key = call.resource.partition(":::")[2].partition("/")[2]
    bucket = call.resource.removesuffix(key)
    granted = [
        each.removeprefix(bucket).removesuffix("*")
        for each in call.granted
        if each.startswith(bucket) and each.endswith("*")
    ]
    known = [each for each in granted if key.startswith(each)]
    if known:
        return max(known, key=len)
    folder, slash, _ = key.rpartition("/")
    return folder + slash


def _has_examples(candidate: _Candidate) -> bool:
    """Return whether each statement of a row allows one of the calls, and the row is for one."""
    called = {each.call.action for each in candidate.calls}
    if all(action in ALSO_IN for action in called):
        return False
    statements = [
        statement
        for statement in grant(candidate.grant).statements
        if "task" in statement.roles and not statement.when and statement.resources
    ]
    return all(
        called & {each.JSONrepr() for each in statement.actions}
        for statement in statements
        if _applies(statement.resources, candidate.arguments)
    )


def _applies(resources: tuple[str, ...], arguments: Mapping[str, str]) -> bool:
    """Return whether a statement has a resource with the arguments that are given."""
    optional = {"prefix", "account", "region"}
    names = [
        {part["argument"] for part in _PARTS.finditer(each) if part["argument"]} - optional
        for each in resources
    ]
    return any(each <= set(arguments) for each in names)


def _declaration(candidate: _Candidate) -> Declaration:
    use = {"use": candidate.use} if candidate.use else {}
    count = sum(each.call.count for each in candidate.calls)
    actions = sorted({each.call.action for each in candidate.calls})
    why = f"A recorded run called {', '.join(actions)} ({count} in all)."
    listed = {name: sorted(values) for name, values in candidate.listed.items()}
    declaration = {"grant": candidate.grant, **candidate.arguments, **listed, **use}
    return {**with_only(declaration, actions), "why": why}


def _alone(placed: _Placed) -> _Alone:
    """Return what a statement of a call has: a role is passed to one service alone."""
    service = placed.call.context.get(_PASSED_TO, ())
    return _Alone(placed.call.action, _pseudo(placed), "".join(service[:1]))


def _statements(alone: Mapping[_Alone, None]) -> Iterator[Declaration]:
    """Yield a statement for each list of resources: those whose actions are the same."""
    by_resource: dict[tuple[str, str], list[str]] = {}
    for action, resource, service in alone:
        by_resource.setdefault((resource, service), []).append(action)
    by_actions: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for (resource, service), actions in by_resource.items():
        by_actions.setdefault((service, tuple(sorted(actions))), []).append(resource)
    for (service, kinds), resources in by_actions.items():
        yield {
            "grant": "custom.statement",
            "actions": list(kinds),
            "resources": sorted(resources),
            **({"conditions": {"StringEquals": {_PASSED_TO: service}}} if service else {}),
            "use": "code",
            "reason": "A recorded run called it.",
        }


def _pseudo(placed: _Placed) -> str:
    """Return a call's resource with pseudo parameters where it is of the run's own place."""
    row = service_authorization.action(placed.call.action)
    if row is not None and row.only_takes_star:
        return "*"
    arn = parse_arn(placed.call.resource)
    if arn is None:
        return placed.call.resource
    own = arn.with_pseudo_parameters(placed.run.region, placed.run.account)
    return str(without_account(own))
