"""Rules of a load balancer that change what others ask to sign in for.

A listener takes the first rule that a request meets, so that another rule decides whether a rule
that authenticates is asked.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
and listener-rules.html (read 2026-11-28).
"""

from __future__ import annotations

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate

_RULE = "AWS::ElasticLoadBalancingV2::ListenerRule"
_DECIDES = ("Actions", "Conditions", "ListenerArn", "Priority")
_AUTHENTICATES = ("authenticate-cognito", "authenticate-oidc", "jwt-validation")


def changed_authentication(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> list[str]:
    """Return what of a rule changes that decides which requests are authenticated.

    Nothing, where none were.
    """
    if new.resource(name).get("Type") != _RULE or new.exists(name) is False:
        return []
    if not any(action in old.written for action in _AUTHENTICATES):
        return []
    return [key for key in _DECIDES if old.property(name, key) != new.property(name, key)]
