"""The resources that a call names, as the ARNs of a statement that no row of the catalog has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from influmojo_cfn.app.parameters import PLAIN_NAME
from influmojo_cfn.app.validation import NAME
from influmojo_cfn.evidence.code_value import (
    CodeValue,
    EnvironmentVariable,
    Literal,
    SdkCall,
    UnknownExpression,
)
from influmojo_cfn.evidence.needed_grants import Declaration
from influmojo_cfn.evidence.resource_values import ParameterNames, read_text, resource_of
from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.sdk_operations import letters

_PSEUDO = {
    "partition": "${AWS::Partition}",
    "region": "${AWS::Region}",
    "account": "${AWS::AccountId}",
    "accountid": "${AWS::AccountId}",
}
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_NAME = re.compile(r"[^*?$\s]+")
"""What a name in an ARN is: a wildcard would name others, and a variable what it is at run time."""


class CallResources:
    """Reads what calls name; ``names`` collects the parameters that they take."""

    def __init__(self, names: ParameterNames) -> None:
        self.names = names

    def resources(self, action: str, call: SdkCall) -> Iterator[Declaration]:
        """Yield the arguments of a statement that say what it is on."""
        row = service_authorization.action(action)
        service = service_authorization.service(action.partition(":")[0])
        if row is None or service is None or row.only_takes_star:
            yield {"resources": ["*"]}
            return
        types = sorted(row.resource_types, key=lambda each: not each.required)
        for each in types:
            kind = service.resource_types.get(each.name.lower())
            if kind is not None and (found := list(self._filled(_pattern(kind.arn, action), call))):
                yield from found
                return
        if call.arguments and not any(each.required for each in types):
            # AWS authorizes a call that names none of them on *.
            yield {"resources": ["*"]}
            return
        yield self.by_arn(UnknownExpression(""), f"{types[0].name.title()}Arn", call)

    def _filled(self, template: str, call: SdkCall) -> Iterator[Declaration]:
        """Yield an ARN for each value that a call gives one of its variables."""
        own = [each for each in _VARIABLE.findall(template) if letters(each) not in _PSEUDO]
        for variable in own:
            names = _spellings(variable)
            if letters(call.operation) == f"create{names[2]}":
                names = (*names, "name")  # What it creates is called so.
            given = next((each for each in names if call.arguments.get(each)), "")
            for value in call.arguments.get(given, ()):
                yield self._named(template, variable, value, given, call)
            if given:
                return

    def _named(
        self, template: str, variable: str, value: CodeValue, given: str, call: SdkCall
    ) -> Declaration:
        """Return an ARN in which one variable is what a call gives: a name, or a parameter."""
        plain = variable.removesuffix("Name").removesuffix("Id")
        text = self.known(value)
        if text.startswith("arn:") or given.endswith("arn"):
            return self.by_arn(value, f"{plain}Arn", call)
        form = "queue" if given.endswith("url") else "name"
        if isinstance(value, Literal) and _NAME.fullmatch(text):
            own = _arn(template, variable, read_text(text, form), elsewhere(text))
            return {"resources": [own]}
        name = resource_of(value, form, PLAIN_NAME, call.place, self.names, plain)
        return {"resources": [_arn(template, variable, NAME, {})], "name": name}

    def by_arn(self, value: CodeValue, noun: str, call: SdkCall) -> Declaration:
        """Return the arguments of a statement on what a call names by its ARN."""
        found = resource_of(value, "arn", "resource_arn", call.place, self.names, noun)
        return {"resources": [found]}

    def known(self, value: CodeValue) -> str:
        """Return what a value is in the task definition or in the code; empty where not known."""
        if isinstance(value, EnvironmentVariable):
            return self.names.environment.get(value.name) or value.default
        return value.text if isinstance(value, Literal) else ""


def _pattern(arn: str, action: str) -> str:
    """Return the ARN of a type of resource as policies have it: that of a log group ends in :*.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogGroup.html
    """
    is_tagging = action in ("logs:ListTagsForResource", "logs:TagResource", "logs:UntagResource")
    return f"{arn}:*" if arn.endswith(":log-group:${LogGroupName}") and not is_tagging else arn


def _spellings(variable: str) -> tuple[str, ...]:
    """Return how SDKs call what an ARN's variable represents."""
    plain = letters(variable).removesuffix("withpath")
    stem = plain.removesuffix("name").removesuffix("id")
    return (f"{stem}arn", plain, stem, f"{stem}name", f"{stem}id", f"{stem}url")


def _arn(template: str, variable: str, text: str, place: Mapping[str, str]) -> str:
    """Return an ARN with a text for one variable, in the deployment's own place or another."""
    pseudo = {**_PSEUDO, **place}

    def filled(found: re.Match[str]) -> str:
        return pseudo.get(letters(found[1]), text if found[1] == variable else "*")

    return _VARIABLE.sub(filled, template)


def elsewhere(text: str) -> Mapping[str, str]:
    """Return the account and Region that a queue's URL or an ARN names."""
    url = re.fullmatch(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([0-9]{12})/.*", text)
    arn = re.fullmatch(r"arn:[\w-]+:\w+:([a-z0-9-]+):([0-9]{12}):.*", text)
    found = url or arn
    return {"account": found[2], "region": found[1]} if found else {}
