"""What earlier requests of a run, and its app, tell of later ones: handles, identities, roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.iam.sdk_operations import letters
from influmojo_cfn.recording.http_request import HttpRequest, HttpResponse, members_of
from influmojo_cfn.recording.requests import NeededAction, needed_actions

_HANDLES = ("ShardIterator", "NextShardIterator", "AliasName")
"""What later requests name instead of the stream or key that it was got or created for."""
_IDENTITIES = frozenset({"emailidentity", "emailaddress"})
_TASK_ROLES = ("taskRoleArn", "executionRoleArn")
_RUNS_TASKS = frozenset({"ecs:RunTask", "ecs:StartTask"})
_READ_SECRET = "secretsmanager:GetSecretValue"


@dataclass
class RunMemory:
    """What is known in one run; ``identities`` are the addresses and domains that send email."""

    account: str
    region: str
    identities: set[str] = field(default_factory=set)
    handles: dict[str, str] = field(default_factory=dict)
    task_roles: dict[str, dict[str, str]] = field(default_factory=dict)

    def needed(self, request: HttpRequest) -> list[NeededAction]:
        """Return what a request needs, with what is known of what it names."""
        needed = needed_actions(request, self.account, self.region)
        given = (each for each in request.members.values() if isinstance(each, str))
        handled = next((self.handles[each] for each in given if each in self.handles), None)
        if handled:
            return [replace(each, resource=handled) for each in needed]
        found = [self._of_identity(each) for each in needed]
        if any(each.action in _RUNS_TASKS for each in found):
            found += self._passed(request, needed[0].service)
        # Which secrets a filter finds, the answer tells.
        is_filtered = bool(request.members.get("Filters"))
        return [each for each in found if not (is_filtered and each.action == _READ_SECRET)]

    def _of_identity(self, needed: NeededAction) -> NeededAction:
        """Take the identity of an address before that of its domain, where there is one.

        https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html
        """
        (address,) = needed.context.get("ses:FromAddress", ("",))
        domain = f":identity/{address.rpartition('@')[2]}"
        if address not in self.identities or not needed.resource.endswith(domain):
            return needed
        return replace(
            needed, resource=f"{needed.resource.removesuffix(domain)}:identity/{address}"
        )

    def _passed(self, request: HttpRequest, service: str) -> Iterator[NeededAction]:
        """Yield the roles of a task definition, but for those that a request overrides."""
        overrides = request.members.get("overrides")
        own = overrides if isinstance(overrides, dict) else {}
        roles = self.task_roles.get(_family(request), {})
        for name, role in roles.items():
            if role and not own.get(name):
                context = {"iam:PassedToService": (ECS_TASKS,)}
                yield NeededAction(
                    service=service, action="iam:PassRole", resource=role, context=context
                )

    def unknown(self, request: HttpRequest, needed: Iterable[NeededAction]) -> Iterator[str]:
        """Yield what a request needs besides, and is not known."""
        runs = any(each.action in _RUNS_TASKS for each in needed)
        if runs and _family(request) not in self.task_roles:
            yield (
                f"iam:PassRole: the roles of task definition {_family(request)} are not known, "
                "since the run did not register it"
            )

    def learn(
        self, request: HttpRequest, response: HttpResponse, needed: Iterable[NeededAction]
    ) -> list[NeededAction]:
        """Keep what an answer tells, and return what it shows to have been needed in addition."""
        members = request.members
        kinds = {name.lower(): value for name, value in response.headers.items()}
        answer = members_of(response.body, is_cbor="cbor" in kinds.get("content-type", ""))
        first = next(iter(needed), None)
        if first is None:
            return []
        given = {**members, **answer}
        handles = {str(given[name]) for name in _HANDLES if given.get(name)}
        self.handles |= dict.fromkeys(handles, first.resource)
        if first.service in ("ses", "sesv2"):
            self.identities |= {
                str(value) for name, value in members.items() if letters(name) in _IDENTITIES
            }
        if first.action == "ecs:RegisterTaskDefinition":
            roles = {name: str(members.get(name) or "") for name in _TASK_ROLES}
            self.task_roles[str(members.get("family", ""))] = roles
        listed = answer.get("SecretValues") if members.get("Filters") else None
        return [
            NeededAction(service=first.service, action=_READ_SECRET, resource=str(each["ARN"]))
            for each in (listed if isinstance(listed, list) else ())
            if isinstance(each, dict) and each.get("ARN")
        ]


def _family(request: HttpRequest) -> str:
    """Return the family of the task definition that a request runs."""
    named = str(request.members.get("taskDefinition", ""))
    arn = parse_arn(named)
    return (arn.resource.rpartition("/")[2] if arn else named).partition(":")[0]
