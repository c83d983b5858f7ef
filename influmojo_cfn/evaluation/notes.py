"""What an answer about a request assumes and the request contradicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.iam.arn import parse_arn


def notes_on(request: Request, environment: Environment) -> tuple[str, ...]:
    """Return the notes on a request: a resource elsewhere or of another type, and unlisted keys.

    A resource of another account has to allow the role in a policy of its own too.
    Source:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
    (read 2026-11-27).
    """
    outside = _outside(request.resource, environment.account, environment.region)
    of_type = _of_another_type(request.action, request.resource)
    return (*outside, *of_type, *notes_on_keys(request.context))


def notes_on_keys(keys: Iterable[str]) -> Iterator[str]:
    """Yield which condition keys of a request no service lists."""
    from influmojo_cfn.iam.unlisted_keys import unlisted_key

    return filter(None, map(unlisted_key, keys))


@lru_cache(maxsize=4096)
def _of_another_type(action: str, resource: str) -> tuple[str, ...]:
    from influmojo_cfn.iam.resource_types import types_other_than

    types = types_other_than(action, resource) if parse_arn(resource) else ()
    if not types:
        return ()
    return (f"AWS evaluates {action} on {', '.join(types)}: no request names {resource}",)


@lru_cache(maxsize=4096)
def _outside(resource: str, account: str, region: str) -> tuple[str, ...]:
    arn = parse_arn(resource)
    if arn is None:
        return ()
    found = []
    if arn.account.isdigit() and arn.account != account:
        found.append(
            f"{resource} is in account {arn.account}, and account {account} is assumed: "
            "its own policy must allow the role too, or give that account"
        )
    if arn.region and arn.region != region:
        found.append(
            f"{resource} is in Region {arn.region}, and Region {region} is assumed; "
            "give that Region"
        )
    return tuple(found)
