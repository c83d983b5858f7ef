"""The resources that a call names, as the ARNs of a statement that no row of the catalog has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

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
from influmojo_cfn.evidence.resource_values import ParameterNames, name_in, resource_of
from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.sdk_operations import letters
from influmojo_cfn.iam.service_authorization import ResourceType

_PSEUDO = {
    "partition": "${AWS::Partition}",
    "region": "${AWS::Region}",
    "account": "${AWS::AccountId}",
    "accountid": "${AWS::AccountId}",
}
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_NAME = re.compile(r"[^*?$\s]{1,512}")
"""What a name in an ARN is: a wildcard would name others, and a variable what it is at run time."""


_ANY_ARN = ("resourcearn", "resource", "arn")
"""Arguments that name a resource of any type by its ARN, such as that of TagResource."""


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
        kinds = [
            (service.resource_types[each.name.lower()], each.required)
            for each in row.resource_types
            if each.name.lower() in service.resource_types
        ]
        needed = [kind for kind, is_required in kinds if is_required]
        if found := list(self._of_each(needed, action, call)):
            yield from found
            return
        for kind, _ in kinds:
            if found := list(self._filled(kind, action, call)):
                yield from found
                return
        named = next((call.arguments[each] for each in _ANY_ARN if call.arguments.get(each)), ())
        if call.arguments and not needed and not named:
            # AWS authorizes a call that names none of them on *.
            yield {"resources": ["*"]}
            return
        first = next(iter(needed), kinds[0][0] if kinds else None)
        for value in named or (UnknownExpression(""),):
            yield self.by_arn(value, _noun(first) if first else "ResourceArn", call)

    def _of_each(
        self, kinds: Sequence[ResourceType], action: str, call: SdkCall
    ) -> Iterator[Declaration]:
        """Yield what a call needs of each type that its action requires, if it names one.

        A table of AWS Glue is read with permissions on its database and the catalog too.
        """
        filled = [list(self._filled(kind, action, call)) for kind in kinds]
        for kind, found in zip(kinds, filled, strict=True) if any(filled) else ():
            if found:
                yield from found
            elif _own_variables(kind.arn):
                yield self.by_arn(UnknownExpression(""), _noun(kind), call)
            else:
                yield {"resources": [_arn(kind.arn, {}, {})]}

    def _filled(self, kind: ResourceType, action: str, call: SdkCall) -> Iterator[Declaration]:
        """Yield an ARN for each value that a call gives the last of its variables."""
        template = _pattern(kind.arn, action)
        own = _own_variables(template)
        given = {each: self._argument_of(each, kind, each == own[-1], call) for each in own}
        last = next((each for each in reversed(own) if given[each]), None)
        if last is None:
            return
        known = {
            variable: name_in(values[0].text, "name")
            for variable in own
            if variable != last
            and len(values := call.arguments.get(given[variable], ())) == 1
            and isinstance(values[0], Literal)
            and _NAME.fullmatch(values[0].text)
        }
        for value in call.arguments[given[last]]:
            yield self._named(template, last, known, value, given[last], call)

    @staticmethod
    def _argument_of(variable: str, kind: ResourceType, is_last: bool, call: SdkCall) -> str:
        """Return the argument of a call that an ARN's variable represents, or an empty string."""
        names = _spellings(variable)
        if is_last:
            # The last variable is what the type is called by: JobName of a transcriptionjob.
            names += tuple(f"{letters(kind.name)}{each}" for each in ("arn", "name", "id"))
        if names[2] in letters(call.operation):
            names += ("name",)  # What it creates or asks for is called so.
        return next((each for each in names if call.arguments.get(each)), "")

    def _named(
        self,
        template: str,
        variable: str,
        known: Mapping[str, str],
        value: CodeValue,
        given: str,
        call: SdkCall,
    ) -> Declaration:
        """Return an ARN in which one variable is what a call gives: a name, or a parameter."""
        plain = variable.removesuffix("Name").removesuffix("Id")
        text = self.known(value)
        if text.startswith("arn:") or given.endswith("arn"):
            return self.by_arn(value, f"{plain}Arn", call)
        form = "queue" if given.endswith("url") else "name"
        if isinstance(value, Literal) and _NAME.fullmatch(text):
            texts = {**known, variable: name_in(text, form)}
            return {"resources": [_arn(template, texts, elsewhere(text))]}
        name = resource_of(value, form, PLAIN_NAME, call.place, self.names, plain)
        return {"resources": [_arn(template, {**known, variable: NAME}, {})], "name": name}

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


def _own_variables(template: str) -> list[str]:
    """Return the variables of an ARN that are not its place."""
    return [each for each in _VARIABLE.findall(template) if letters(each) not in _PSEUDO]


def _noun(kind: ResourceType) -> str:
    return f"{kind.name.title()}Arn"


def _arn(template: str, texts: Mapping[str, str], place: Mapping[str, str]) -> str:
    """Return an ARN with texts for its variables, in the deployment's own place or another."""
    pseudo = {**_PSEUDO, **place}
    return _VARIABLE.sub(
        lambda found: pseudo.get(letters(found[1]), texts.get(found[1], "*")), template
    )


def elsewhere(text: str) -> Mapping[str, str]:
    """Return the account and Region that a queue's URL or an ARN names."""
    url = re.fullmatch(r"https://sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([0-9]{12})/.*", text)
    arn = re.fullmatch(r"arn:[\w-]+:\w+:([a-z0-9-]+):([0-9]{12}):.*", text)
    found = url or arn
    return {"account": found[2], "region": found[1]} if found else {}
