"""E9627: an Action of AWS::Lambda::Permission that is not an action of Lambda."""

from __future__ import annotations

from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam.service_authorization import action
from influmojo_cfn.iam.text import has_unknown
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9627",
    shortdesc="The permission is for an action that does not exist",
    description="Action is an action of Lambda, such as lambda:InvokeFunction.",
    why="Lambda rejects the permission, or the caller is never allowed.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html",
)
def permission_action(model: Model) -> Findings:
    for permission in model.resources("AWS::Lambda::Permission"):
        for value in permission.values("Action"):
            text = value.text
            if has_unknown(text) or text == "*" or action(text) or text.lower() == "lambda:*":
                continue
            yield value.path, f"no action {text!r}{did_you_mean(text, MEANT)}"


MEANT = ("lambda:InvokeFunction", "lambda:InvokeFunctionUrl", "lambda:GetFunction")
