"""What Step Functions calls with the role of a state machine, by its definition."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.cloudformation.sections import section, with_parts
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.service_roles.call_tables.state_machines import (
    CONNECTION_SECRETS,
    GUIDE,
    INTEGRATIONS,
    MANAGE_CONNECTIONS,
    MAP_ITEMS,
    MAP_RESULTS,
    MAP_RUNS,
    OBJECTS,
    RULE_ACTIONS,
    TOLD_BY_EVENTS,
    WAITING,
)
from influmojo_cfn.service_roles.integration_resource import (
    event_buses,
    executions_of,
    object_arn,
    resource_of,
    sdk_action,
    sdk_resource,
)
from influmojo_cfn.service_roles.run_task_calls import (
    passing,
    role_arn,
    run_task_calls,
    tasks_of_cluster,
)
from influmojo_cfn.service_roles.service_call import ANYTHING, Integration, ServiceCall, UnreadCall
from influmojo_cfn.service_roles.template_fields import Property, arn_of, resources, service_of

MACHINES: Mapping[str, str] = {
    "AWS::StepFunctions::StateMachine": "RoleArn",
    "AWS::Serverless::StateMachine": "Role",
}
MOST_STATES = 500
MOST_TEXT = 1_000_000
"""Step Functions takes no longer definition: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""
MACHINE_PAGE = f"{GUIDE}procedure-create-iam-role.html"
_NO_DEFINITION = "its definition is in another file, or cannot be read here"
_NOT_READ = "which call a state makes cannot be read here"
_SUBSTITUTED = re.compile(r"\$\{(\w+)\}")


def state_machine_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of every state machine of the template."""
    for machine, definition in _machines(resolver):
        for state in _states(definition, 0):
            yield from machine.calls_of(state)


def unread_states(resolver: Resolver) -> Iterator[UnreadCall]:
    """Yield each state machine without a definition to read, and each task whose call no table has.

    An activity makes no call.
    """
    for machine, definition in _machines(resolver):
        if not isinstance(definition, Mapping):
            yield machine.unread("run its states", _NO_DEFINITION)
        for state in _states(definition, 0):
            name = _text(state.get("Resource"))
            if state.get("Type") != "Task" or ":activity:" in name:
                continue
            if not any(True for _ in machine.calls_of(state)):
                shown = "" if t.UNKNOWN.match(name) else resolver.show(name)
                reason = f"no table has what {shown} calls" if shown else _NOT_READ
                yield machine.unread("run a state", reason)


def _machines(resolver: Resolver) -> Iterator[tuple[_Machine, Any]]:
    """Yield each state machine with each role that it can have, and its definition."""
    for kind, key in MACHINES.items():
        for properties in resources(resolver, kind):
            roles = properties.below(key)
            definition, path = definition_of(properties) if roles else (None, ())
            for role in roles:
                yield _Machine(role, path), definition


def definition_of(properties: Property) -> tuple[Any, Path]:
    """Return the definition of a state machine as data, partly known, and its place."""
    resolver, given, path, _ = properties
    for key in ("DefinitionString", "Definition"):
        if key not in given:
            continue
        written = given[key]
        found = resolver.whole(written)
        if isinstance(found, str):
            found = _from_text(found)
        names = given.get("DefinitionSubstitutions")
        values = {
            str(name): resolver.text(value)
            for name, value in (names.items() if isinstance(names, Mapping) else ())
        }
        return _substituted(found, values), (*path, key)
    return None, path


def _from_text(text: str) -> Any:
    try:
        return (
            json.loads(text) if text.lstrip().startswith("{") and len(text) <= MOST_TEXT else None
        )
    except (ValueError, RecursionError):
        return None


def _substituted(data: Any, values: Mapping[str, str]) -> Any:
    if isinstance(data, str):
        return _SUBSTITUTED.sub(lambda found: values.get(found[1], t.ANY), data)
    return with_parts(data, lambda item: _substituted(item, values))


def _states(data: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Yield every state of a definition, those of Map and Parallel too."""
    if depth > 20 or not isinstance(data, Mapping):
        return
    states = data.get("States")
    for state in list(states.values())[:MOST_STATES] if isinstance(states, Mapping) else ():
        if not isinstance(state, Mapping):
            continue
        yield state
        branches = state.get("Branches")
        for inner in branches if isinstance(branches, list) else ():
            yield from _states(inner, depth + 1)
        for key in ("Iterator", "ItemProcessor"):
            yield from _states(state.get(key), depth + 1)


class _Machine(NamedTuple):
    """A role that a state machine can have, and the place of its definition."""

    role: Property
    path: Path

    @property
    def resolver(self) -> Resolver:
        """What resolves the template."""
        return self.role.resolver

    @property
    def name(self) -> str:
        """The ARN of the state machine."""
        return self.resolver.named(self.role.logical_id)

    def _call(self, action: str, resource: str, purpose: str, page: str) -> ServiceCall:
        return ServiceCall.one(self.role, action, resource, purpose, page, self.path)

    def unread(self, purpose: str, reason: str) -> UnreadCall:
        """Return that a call is not known."""
        return UnreadCall(self.role.logical_id, self.role, purpose, self.path, MACHINE_PAGE, reason)

    def calls_of(self, state: Mapping[str, Any]) -> Iterator[ServiceCall]:
        """Yield the calls of a state."""
        resource = state.get("Resource")
        yield from self._of_map(state)
        if state.get("Type") != "Task" or not isinstance(resource, str):
            return
        if "Credentials" in state:
            yield self._take_role(section(state, "Credentials"))
        elif service_of(resource) == "lambda":
            page = f"{GUIDE}lambda-iam.html"
            yield self._call("lambda:InvokeFunction", resource, "invoke the function", page)
        elif service_of(resource) == "states":
            yield from self._of_integration(resource.split(":", 5)[5], _arguments(state))

    def _take_role(self, credentials: Mapping[str, Any]) -> ServiceCall:
        """Return what it takes to call with another role; a role of the account can let it in.

        https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html
        (read 2026-11-28)
        """
        given = _text(credentials.get("RoleArn"))
        arn = role_arn(self.resolver, given) if given else ANYTHING
        page = f"{GUIDE}concepts-access-cross-acct-resources.html"
        call = self._call("sts:AssumeRole", arn, "take the role of the state", page)
        return call._replace(certain=False)

    def _of_map(self, state: Mapping[str, Any]) -> Iterator[ServiceCall]:
        """Yield what a distributed map starts, reads and writes."""
        config = section(state.get("ItemProcessor"), "ProcessorConfig")
        if config.get("Mode") != "DISTRIBUTED":
            return
        purpose = "run the distributed map"
        yield self._call("states:StartExecution", self.name, purpose, MAP_RUNS)
        runs = executions_of(self.resolver, self.name)
        for action in ("states:DescribeExecution", "states:StopExecution"):
            call = self._call(action, runs, "follow and stop the distributed map", MAP_RUNS)
            yield call._replace(certain=False)
        for key, name, purpose, page in (
            ("ItemReader", "Key", "read the items of the map", MAP_ITEMS),
            ("ResultWriter", "Prefix", "write the results of the map", MAP_RESULTS),
        ):
            place = section(state, key)
            call_name = str(place.get("Resource", "")).rpartition(":")[2]
            action = sdk_action("s3", call_name)
            if action in OBJECTS:
                arn = object_arn(_arguments(place), name, OBJECTS[action])
                if name == "Prefix" and arn != ANYTHING:
                    arn = f"{arn}{t.ANY}"
                yield self._call(action, arn, purpose, page)

    def _of_integration(self, name: str, given: Mapping[str, Any]) -> Iterator[ServiceCall]:
        if name.startswith("aws-sdk:"):
            _, service, call = [*name.split(":"), "", ""][:3]
            action = sdk_action(service, call.partition(".")[0])
            if action == "ecs:RunTask":
                yield from self._run_task(INTEGRATIONS["ecs:runTask"], given)
            elif action:
                page = f"{GUIDE}supported-services-awssdk.html"
                resource = sdk_resource(self.resolver, action, given)
                yield self._call(action, resource, f"make the call {service}:{call}", page)
            return
        call = name.partition(".")[0]
        row = INTEGRATIONS.get(call)
        if row is None:
            return
        waits = name.endswith(WAITING)
        if call == "ecs:runTask":
            yield from self._run_task(row, given)
        on = [resource_of(self.resolver, row, given)]
        if call == "events:putEvents":
            on = event_buses(given)
        elif call == "http:invoke":
            on = [self.name]
        to_connections = "@connections" in _text(given.get("Path", given.get("Path.$")))
        for action in (MANAGE_CONNECTIONS,) if to_connections else row.actions:
            for each in on:
                yield self._call(action, each, f"call {call}", row.page)
        if call == "http:invoke":
            yield from self._connect(row, given)
        ended = ANYTHING
        if call == "ecs:runTask":
            ended = tasks_of_cluster(self.resolver, _text(given.get("Cluster")))
        elif call == "states:startExecution":
            ended = executions_of(self.resolver, _text(given.get("StateMachineArn")))
        for action in row.sync if waits else ():
            waited = self._call(action, ended, f"wait for the end of {call}", row.page)
            yield waited._replace(certain=action not in TOLD_BY_EVENTS)
        for action in RULE_ACTIONS if waits and row.rule else ():
            rule = arn_of("events", f"rule/{row.rule}")
            yield self._call(action, rule, f"learn of the end of {call}", row.page)

    def _connect(self, row: Integration, given: Mapping[str, Any]) -> Iterator[ServiceCall]:
        """Yield what it takes to sign in with a connection of EventBridge."""
        connection = _text(section(given, "Authentication").get("ConnectionArn"))
        arn = connection if service_of(connection) else ANYTHING
        yield self._call(
            "events:RetrieveConnectionCredentials", arn, "use the connection", row.page
        )
        for action in ("secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"):
            secrets = arn_of("secretsmanager", CONNECTION_SECRETS.replace("*", t.ANY))
            yield self._call(action, secrets, "read the connection's secret", row.page)

    def _run_task(self, row: Integration, given: Mapping[str, Any]) -> Iterator[ServiceCall]:
        yield from run_task_calls(
            self.role,
            definition=_text(given.get("TaskDefinition")),
            cluster=_text(given.get("Cluster")),
            path=self.path,
            page=row.page,
        )
        overrides = given.get("Overrides")
        for key in ("ExecutionRoleArn", "TaskRoleArn"):
            passed = _text(overrides.get(key)) if isinstance(overrides, Mapping) else ""
            if passed:
                arn = role_arn(self.resolver, passed)
                what = "hand over the role that replaces the task definition's"
                yield passing(self.role, arn, ECS_TASKS, what, self.path)


def _arguments(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a state hands to its resource, in JSONata or in JSONPath."""
    return section(state, "Arguments" if "Arguments" in state else "Parameters")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
