"""What decides whether others ask callers to sign in: rules of a listener, and authorizers.

The methods and routes of a template are compared with the authorizer that they name. One that none
of them names can be that of another stack's. A listener takes the first rule that a request meets,
so that another rule decides whether a rule that authenticates is asked.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
and listener-rules.html (read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.cloudformation.api_routes import AUTHORIZES_NOBODY, OF_AUTHORIZERS
from influmojo_cfn.cloudformation.referenced_names import refers_to
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate

_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
_DECIDES = ("Actions", "Conditions", "ListenerArn", "Priority")
_AUTHENTICATES = ("authenticate-cognito", "authenticate-oidc", "jwt-validation")


def changed_authentication(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> list[str]:
    """Return what of a rule or an authorizer changes that decides who is let in.

    Nothing of a rule, where no other asks anyone to sign in.
    """
    kind = new.resource(name).get("Type")
    if kind in OF_AUTHORIZERS:
        return _changed_authorizer(old, new, name)
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
