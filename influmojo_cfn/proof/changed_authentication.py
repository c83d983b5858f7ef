"""What decides whether and how others ask callers to sign in.

Rules of a listener, authorizers, and the passwords and second factors of a user pool.

The methods and routes of a template are compared with the authorizer that they name. One that none
of them names can be that of another stack's. With IAM in the place of an authorizer, callers whose
own policies let them call need no token. A listener takes the first rule that a request meets, so
that another rule decides whether a rule that authenticates is asked.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
and listener-rules.html,
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html and
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cognito-userpool-passwordpolicy.html
(read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.api_routes import (
    API_KEY,
    AUTHORIZES_NOBODY,
    OF_AUTHORIZERS,
    authorization,
)
from influmojo_cfn.cloudformation.referenced_names import refers_to
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.data.resource_policies import API_OF

_SORT = "AuthorizationType"
_USER_POOL = "AWS::Cognito::UserPool"
_FACTORS = ("OFF", "OPTIONAL", "ON")
"""How a user pool asks for a second factor, in order of strictness."""
_PASSWORD_DEFAULTS = {"PasswordHistorySize": 0, "TemporaryPasswordValidityDays": 7}
_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
_DECIDES = ("Actions", "Conditions", "ListenerArn", "Priority")
_AUTHENTICATES = ("authenticate-cognito", "authenticate-oidc", "jwt-validation")


def changed_authentication(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> list[str]:
    """Return what of a rule, an authorizer or a user pool changes that decides who is let in.

    Nothing of a rule, where no other asks anyone to sign in. Nothing of a pool that asks for more.
    """
    kind = new.resource(name).get("Type")
    if kind in OF_AUTHORIZERS:
        return _changed_authorizer(old, new, name)
    if kind in API_OF:
        return _not_asked_of_iam(old, new, name)
    if kind == _USER_POOL and name in old.resources and new.exists(name) is not False:
        return [*_loosened_sign_in(old, new, name)]
    if kind != _RULE or new.exists(name) is False:
        return []
    if not any(action in old.written for action in _AUTHENTICATES):
        return []
    return [key for key in _DECIDES if old.property(name, key) != new.property(name, key)]


def _changed_authorizer(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> list[str]:
    rows = (row for row in new.resources.values() if isinstance(row, Mapping))
    if name not in old.resources or any(refers_to(row.get("Properties"), name) for row in rows):
        return []
    keys = sorted({*old.properties(name), *new.properties(name)} - AUTHORIZES_NOBODY)
    return [key for key in keys if old.property(name, key) != new.property(name, key)]


def _not_asked_of_iam(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> list[str]:
    """Return what a method or route no longer asks of those whose own policies let them call it."""
    asked, asks = (authorization(side, name) for side in (old, new))
    if asks.get(_SORT) != "AWS_IAM":
        return []
    return [key for key in (_SORT, API_KEY) if key in asked and asked[key] != asks.get(key)]


def _loosened_sign_in(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> Iterator[str]:
    """Yield what a user pool asks for less than before, or may."""
    before, after = (side.property(name, "MfaConfiguration") or "OFF" for side in (old, new))
    is_told = {before, after} <= {*_FACTORS}
    if before != after and not (is_told and _FACTORS.index(before) < _FACTORS.index(after)):
        yield "MfaConfiguration"
    had, has = (items_of(side.property(name, "EnabledMfas")) for side in (old, new))
    if before != "OFF" and any(factor not in had for factor in has):
        yield "EnabledMfas"
    policies = [_password_policy(side, name) for side in (old, new)]
    if policies[0] != policies[1] and not _is_as_strict(*policies):
        yield "PasswordPolicy"


def _password_policy(side: ResolvedTemplate, name: str) -> Any:
    policies = side.property(name, "Policies")
    return policies.get("PasswordPolicy") if isinstance(policies, Mapping) else policies


def _is_as_strict(before: Any, after: Any) -> bool:
    """Return whether a policy about passwords surely asks for all that another one does."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return False
    pairs = {key: (before.get(key), after.get(key)) for key in {*before, *after}}
    return all(one == other or _asks_more(key, one, other) for key, (one, other) in pairs.items())


def _asks_more(key: str, before: Any, after: Any) -> bool:
    if key.startswith("Require"):
        is_off = before is None or str(before).lower() == "false"
        return is_off or str(after).lower() == "true"
    numbers = [
        str(_PASSWORD_DEFAULTS.get(key) if each is None else each) for each in (before, after)
    ]
    if not all(each.isascii() and each.isdigit() for each in numbers):
        return False
    one, other = map(int, numbers)
    return other <= one if key == "TemporaryPasswordValidityDays" else other >= one
