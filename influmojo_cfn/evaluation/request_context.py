"""The condition keys that a request carries, by who makes it and by its resource.

Sources (read 2026-11-23; the caller's keys 2026-11-28):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-reqcontext.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#principaltable
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from functools import lru_cache

from influmojo_cfn.evaluation.request import Caller, ContextValue, context_of
from influmojo_cfn.iam.arn import Arn, parse_arn
from influmojo_cfn.iam.conditions import ANY_TAG, Values
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.iam.unknown import Text, Unknown


def task_context(
    *,
    role_arn: Text,
    account: str,
    region: str,
    tags: Mapping[str, Text] | None = None,
    now: datetime | None = None,
) -> dict[str, Values]:
    """Return the context keys that every request of an ECS task with this role carries.

    Omitted are the keys that only some requests carry (aws:SourceIp, aws:SourceVpc,
    aws:SourceVpce, aws:PrincipalOrgID, aws:MultiFactorAuthPresent ...): give them yourself.
    """
    of_task: dict[str, ContextValue] = {
        "aws:TokenIssueTime": Unknown("when the task's credentials were issued is not known"),
        "aws:PrincipalArn": role_arn,
        "aws:PrincipalType": "AssumedRole",
        "aws:userid": Unknown("the role's unique ID and the task's ID are given by AWS", "AROA*:*"),
    }
    return context_of(_own_context(account, region, tags or {}, now), of_task)


def user_context(
    *,
    user_arn: Text,
    name: Text,
    account: str,
    region: str,
    tags: Mapping[str, Text] | None = None,
    now: datetime | None = None,
) -> dict[str, Values]:
    """Return the context keys that every request carries that a user signs with access keys.

    Omitted are those of temporary credentials (aws:MultiFactorAuthPresent, aws:TokenIssueTime ...),
    and those that :func:`task_context` omits.
    """
    of_user: dict[str, ContextValue] = {
        "aws:PrincipalArn": user_arn,
        "aws:PrincipalType": "User",
        "aws:userid": Unknown("the user's unique ID is given by AWS", "AIDA*"),
        "aws:username": name,
    }
    return context_of(_own_context(account, region, tags or {}, now), of_user)


def _own_context(
    account: str, region: str, tags: Mapping[str, Text], now: datetime | None
) -> dict[str, ContextValue]:
    """Return what every request of a principal of the account carries."""
    return {
        **_time_context(now),
        "aws:PrincipalAccount": account,
        "aws:PrincipalIsAWSService": False,
        "aws:ViaAWSService": False,
        "aws:RequestedRegion": region,
        "aws:SecureTransport": True,
        **{f"aws:PrincipalTag/{key}": value for key, value in tags.items()},
    }


def _time_context(now: datetime | None) -> dict[str, ContextValue]:
    moment = (now or datetime.now(timezone.utc)).replace(microsecond=0)
    return {
        "aws:CurrentTime": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:EpochTime": int(moment.timestamp()),
    }


@lru_cache(maxsize=4096)
def resource_context(resource: str, account: str, action: str = "") -> Mapping[str, Values]:
    """Return the keys that follow from the resource, and from the service that an action is of.

    aws:ResourceAccount is the account of the ARN. Where the ARN names none (a bucket, or ``*``),
    the resource is taken to be of the caller's own account. Every request of S3 has
    s3:ResourceAccount, and every one of KMS kms:CallerAccount.

    Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
    and https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
    (read 2026-11-27).
    """
    arn = parse_arn(resource)
    owner = arn.account if arn and arn.account.isdigit() else account
    of_service = {"kms": ("kms:calleraccount", account), "s3": ("s3:resourceaccount", owner)}
    key, value = of_service.get(action.partition(":")[0].lower(), ("", ""))
    return {"aws:resourceaccount": (owner,), **({key: (value,)} if key else {})}


_ORGANIZATION = Unknown("which organization the account is in is not known")


def service_context(
    service: str, *, account: str, region: str, partition: str, now: datetime | None = None
) -> dict[str, Values]:
    """Return the context of a service that assumes a role.

    For ECS tasks these are the keys of AWS's guard against the confused deputy, with the source
    ARN that AWS documents for it (a cluster's ARN is not supported). Of another service it is not
    known whether it sends them:
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    context: dict[str, ContextValue] = {
        "aws:PrincipalIsAWSService": True,
        "aws:PrincipalServiceName": service,
        "aws:PrincipalServiceNamesList": Unknown("which names of the service it has is not known"),
        "aws:RequestedRegion": region,
        "aws:ResourceAccount": account,
        "aws:ResourceOrgID": _ORGANIZATION,
        "aws:ResourceOrgPaths": _ORGANIZATION,
        "aws:SecureTransport": True,
        "aws:SourceOrgID": _ORGANIZATION,
        "aws:SourceOrgPaths": _ORGANIZATION,
        **_time_context(now),
    }
    is_told = service == ECS_TASKS
    source = Unknown(f"whether {service} sends its source is not known")
    context["aws:SourceAccount"] = account if is_told else source
    context["aws:SourceArn"] = f"arn:{partition}:ecs:{region}:{account}:*" if is_told else source
    return context_of(context)


def caller_context(
    caller: Caller, *, region: str, now: datetime | None = None
) -> dict[str, Values]:
    """Return the keys that follow from a principal other than a service that assumes a role.

    Of a session its role's path is not known, of an account not which of its principals asks. The
    tags of a principal can be any.
    """
    arn = parse_arn(caller.identifier) if caller.kind == "AWS" else None
    return context_of(
        {
            **_time_context(now),
            "aws:PrincipalIsAWSService": False,
            "aws:RequestedRegion": region,
            "aws:SecureTransport": True,
            "aws:ViaAWSService": False,
        },
        _identity_context(caller.identifier, arn) if arn and arn.account.isdigit() else {},
    )


def _identity_context(identifier: str, arn: Arn) -> Mapping[str, ContextValue]:
    kind, _, name = arn.resource.partition("/")
    roles = f"arn:{arn.partition}:iam::{arn.account}:role/"
    found: dict[str, ContextValue] = {
        "aws:PrincipalAccount": arn.account,
        "aws:PrincipalArn": identifier,
        ANY_TAG: Unknown("which tags the caller has is not known"),
        "aws:userid": Unknown("the caller's unique ID is given by AWS"),
    }
    if kind == "user":
        return {**found, "aws:PrincipalType": "User", "aws:username": name.rpartition("/")[2]}
    if kind in ("role", "assumed-role"):
        found["aws:PrincipalType"] = "AssumedRole"
        found["aws:TokenIssueTime"] = Unknown("when the session began is not known")
    if kind == "assumed-role":
        role, _, session = name.partition("/")
        reason = f"the path of the role {role} is not known"
        found["aws:PrincipalArn"] = Unknown(reason, f"{roles}*{role}")
        found["aws:userid"] = Unknown("the role's unique ID is given by AWS", f"AROA*:{session}")
    elif kind == "root":
        for key in ("aws:PrincipalArn", "aws:PrincipalType", "aws:username"):
            found[key] = Unknown(f"which principal of account {arn.account} asks is not known")
    return found
