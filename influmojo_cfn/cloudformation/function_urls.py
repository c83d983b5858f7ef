"""What the URL of a Lambda function lets everyone do.

With AuthType NONE a URL takes requests of everyone whom the function's own policy allows. Without
such a permission, and with AWS_IAM, it gives no one access.

Source: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html (read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from influmojo_cfn.cloudformation.attached_arns import attached_arns
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.patterns import action_matches
from influmojo_cfn.iam.unknown import Text, Unknown, covered

URL, PERMISSION = "AWS::Lambda::Url", "AWS::Lambda::Permission"
_ACTION = "lambda:InvokeFunctionUrl"


def url_statement(resolved: ResolvedTemplate, name: str) -> Any:
    """Return the statement that a function's URL comes to; None where it gives nothing."""
    kind = resolved.property(name, "AuthType")
    if isinstance(kind, Unknown):
        return kind
    if kind != "NONE":
        return None
    function = _function(resolved, name, URL)
    return {"Effect": "Allow", "Principal": "*", "Action": _ACTION, "Resource": function}


def url_doubt(resolved: ResolvedTemplate, name: str) -> Unknown | None:
    """Return why it is not known whether a function's URL gives what it seems to, if it is not.

    The template has no permission for everyone then, and the function can have one.
    """
    function = _function(resolved, name, URL)
    if any(each == function for each in _open_functions(resolved)):
        return None
    return Unknown(f"whether a permission lets everyone call {covered(function)} by its URL")


def _open_functions(resolved: ResolvedTemplate) -> Iterator[Text]:
    """Yield the functions that permissions let everyone call by a URL without authentication."""
    for name in resolved.of_type(PERMISSION):
        action, principal, kind = (
            resolved.property(name, key) for key in ("Action", "Principal", "FunctionUrlAuthType")
        )
        is_open = isinstance(action, str) and action_matches(action, _ACTION)
        if is_open and principal == "*" and kind in (None, "NONE"):
            yield _function(resolved, name, PERMISSION)


def _function(resolved: ResolvedTemplate, name: str, kind: str) -> Text:
    found = attached_arns(resolved, name, kind)
    return found[0] if found else Unknown("which function it is")
