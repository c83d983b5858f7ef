"""What permissions boundaries leave of the calls that the roles' policies allow.

The emulator ignores a boundary that CloudFormation sets. Where the boundary's document is at hand
(an AWS managed policy, one of the template, or the one that ``influmojo-cfn boundary-policy``
writes), our own evaluator judges each planned call with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from influmojo_cfn.account.identities import RoleState
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.managed_policies import aws_managed_policy, is_aws_managed
from influmojo_cfn.rehearsal.plan import Attempt, NotTried
from influmojo_cfn.rehearsal.results import Result

NO_BOUNDARY = "the emulator ignores a permissions boundary that CloudFormation sets"
_SHOWN = 3


def limited_calls(
    role: RoleState, attempts: Sequence[Attempt], documents: Mapping[str, Mapping[str, Any]]
) -> Iterator[Result | NotTried]:
    """Yield that the emulator ignores a role's boundary, and what it leaves of the role's calls.

    ``attempts`` are all that are planned, ``documents`` those of boundaries by ARN or name.
    """
    if not role.boundary:
        return
    yield Result(
        group=role.logical_id,
        tried=f"permissions boundary {role.boundary}",
        expected="limits the role",
        seen="",
        judge="not enforced by the emulator",
        why_not_emulator=NO_BOUNDARY,
    )
    name = role.boundary.rpartition("/")[2]
    policy = _policy(role.boundary, documents)
    if policy is None:
        reason = f"the document of {role.boundary} is not at hand"
        yield NotTried(role=role.logical_id, sid=name, action="permissions boundary", reason=reason)
        return
    evaluator = Evaluator([policy])
    own = [each for each in attempts if each.role_name == role.name and each.expected]
    denied = [each for each in own if not _is_allowed(evaluator, each)]
    if own:
        yield Result(
            group=role.logical_id,
            tried=f"the {len(own)} calls above that are allowed, within the boundary {name}",
            expected="allowed",
            seen=f"denied: {_listed(denied)}" if denied else "allowed",
            judge="evaluator of influmojo-cfn",
            why_not_emulator=NO_BOUNDARY,
        )


def _policy(arn: str, documents: Mapping[str, Mapping[str, Any]]) -> Policy | None:
    """Return the policy of a boundary; None where its document is not known."""
    document = documents.get(arn) or documents.get(arn.rpartition("/")[2])
    if document is not None:
        return parse_policy(document, name=arn)
    policy = aws_managed_policy(arn) if is_aws_managed(arn) else None
    return policy if policy and not policy.unknown else None


def _is_allowed(evaluator: Evaluator, attempt: Attempt) -> bool:
    request = Request(attempt.action, attempt.resource, context_of(attempt.context))
    return evaluator.decide(request).allowed


def _listed(attempts: Sequence[Attempt]) -> str:
    shown = [f"{each.action} {each.resource}" for each in attempts[:_SHOWN]]
    rest = len(attempts) - len(shown)
    return ", ".join((*shown, *([f"{rest} more"] if rest else [])))
