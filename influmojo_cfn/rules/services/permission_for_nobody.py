"""E9725: permissions whose principal or source cannot be."""

from __future__ import annotations

import re

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.service_principals import service_principal_problem
from influmojo_cfn.rules.conditions.formats import form_problem, no_identifier
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.service_roles.field_calls import function_named
from influmojo_cfn.service_roles.sent_sources import sent_forms
from influmojo_cfn.service_roles.template_fields import Property, resources, service_of

POLLED = ("sqs.amazonaws.com", "dynamodb.amazonaws.com", "kinesis.amazonaws.com")
"""Services that do not invoke: Lambda reads from them with the function's role.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html (read 2026-11-27)
"""

ALEXA = ("alexa-appkit.amazon.com", "alexa-connectedhome.amazon.com")
"""Principals of skills, which are not of amazonaws.com.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/host-a-custom-skill-as-an-aws-lambda-function.html
(read 2026-11-27)
"""


@rule(
    id="E9725",
    shortdesc="The function's permission lets nobody in",
    description="Action is lambda:InvokeFunction, Principal a service, account or ARN, SourceArn what the service sends.",
    why="Lambda rejects the permission, or the service is never allowed.",
    source_url="https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html",
)
def permission_for_nobody(model: Model) -> Findings:
    for permission in model.resources("AWS::Lambda::Permission"):
        yield from mistakes(permission)


def mistakes(permission: Property) -> Findings:
    """Yield what is wrong with a permission by itself."""
    show = permission.resolver.show
    principal = permission.text("Principal")
    service = principal.replace(t.URL_SUFFIX, "amazonaws.com").replace(t.REGION, "us-east-1")
    wrong = _principal_problem(service)
    if wrong:
        yield (*permission.path, "Principal"), f"{show(principal)!r} {wrong}"
    for value in permission.values("SourceAccount"):
        symbol = permission.resolver.symbols.get(value.text)
        wrong = form_problem(_ACCOUNT, value.text) or no_identifier(_ACCOUNT, symbol)
        if wrong:
            yield value.path, f"{show(value.text)!r} {wrong}"
    sources = sent_forms(service).to_function
    for value in permission.values("SourceArn"):
        sent = service_of(value.text)
        if not sent and value.text and not t.UNKNOWN.match(value.text) and value.text != "*":
            yield value.path, f"{show(value.text)!r} is not an ARN"
        elif sources and sent and sent not in sources and not has_wildcard(sent):
            if not t.has_unknown(sent):
                yield value.path, f"{principal} sends ARNs of {sources[0]}, not of {sent}"
        elif sent == "s3" and value.text.endswith("/*"):
            yield value.path, "S3 sends the bucket's ARN, without objects: remove '/*'"
        elif sent == "execute-api" and _WITHOUT_STAGE.search(value.text):
            yield value.path, "lacks the stage: API/STAGE/METHOD/PATH"
    yield from _of_another_url(permission)


_ACCOUNT = "aws:sourceaccount"
_WITHOUT_STAGE = re.compile("^[^/]*/(?:GET|HEAD|OPTIONS|POST|PUT|PATCH|DELETE|ANY)/")
"""An HTTP method where the stage belongs.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
(read 2026-11-28)
"""


def _of_another_url(permission: Property) -> Findings:
    """Find permissions for the URL of a function that the URL's own settings exclude."""
    given = permission.text("FunctionUrlAuthType")
    if not given or t.has_unknown(given):
        return
    place = (*permission.path, "FunctionUrlAuthType")
    if permission.text("Action").lower() == "lambda:invokefunction":
        yield place, "goes with lambda:InvokeFunctionUrl alone"
    resolver = permission.resolver
    mine = function_named(resolver, permission.text("FunctionName"))
    for url in resources(resolver, "AWS::Lambda::Url") if mine else ():
        kind = url.text("AuthType")
        if function_named(resolver, url.text("TargetFunctionArn")) == mine:
            if kind != given and not t.has_unknown(kind):
                yield place, f"the URL of the function has AuthType {kind}, not {given}"


def _principal_problem(principal: str) -> str:
    """Return why a string cannot be the principal of a permission; empty where it can be."""
    if not principal or t.has_unknown(principal) or principal == "*":
        return ""
    if principal.startswith("arn:") or (principal.isdigit() and len(principal) == 12):
        return ""
    if principal in ALEXA:
        return ""
    if principal.lower() in POLLED:
        return "does not invoke functions: Lambda reads from it with the function's role"
    return service_principal_problem(principal)
