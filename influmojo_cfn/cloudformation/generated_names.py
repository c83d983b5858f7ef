"""Whether a value of a policy can match a resource, where CloudFormation generates its name.

No two generated names are alike, and none is written out.
"""

from __future__ import annotations

import re
from itertools import takewhile

from influmojo_cfn.cloudformation.references import attribute_name
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.data.resource_identifiers import IDENTIFIERS, LOWERCASE
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.patterns import has_wildcard, may_meet
from influmojo_cfn.iam.unknown import Identity, Text, UnknownPart, covered

KEPT_OF_STACK_NAME = 24
"""How many characters of a stack's name a generated name has at least.

CloudFormation shortens the stack's name and the logical ID where the name with its random end would
be too long. The maximum is 63 or 64 for buckets, functions and roles.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
(read 2026-11-28)
"""

_OF_OTHERS = ("AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack")
"""The types of AWS whose attributes AWS does not choose."""


def generated_beginning(stack_name: str, service: str) -> str:
    """Return the pattern of the names that CloudFormation generates for a service's resources."""
    name = f"{stack_name}-"[:KEPT_OF_STACK_NAME]
    return f"{name.lower() if service in LOWERCASE else name}*"


def can_match(resolver: Resolver, text: str, resource: str, *, of_aws: bool = False) -> bool:
    """Return whether a value of a policy can match a resource of the template.

    What a policy ``of_aws`` writes at the beginning of a name is not a stack's name.
    """
    own, other = _distinct(resolver, text), _distinct(resolver, resource)
    if of_aws and not _can_begin(text, other):
        return False
    if own == text and (other == resource or has_wildcard(text)):
        return _begins_alike(text, other) and _meet(text, resource)
    return _meet(own, other)


def may_name(text: Text, resource: Text) -> bool:
    """Return whether a resolved value of a policy can match a resource of the same template."""
    own = _words(text)
    return may_meet(own, covered(resource) if own == covered(text) else _words(resource))


def _words(text: Text) -> str:
    """Return the pattern of a value in which each generated name or ID is a word of its own."""
    if isinstance(text, str) or not text.parts:
        return covered(text)
    return "".join(map(_word, text.parts))


def _word(part: str | UnknownPart) -> str:
    if isinstance(part, str):
        return part
    name = generated_name(part.identity)
    return f"<{name}>" if name else part.shape


def generated_name(identity: Identity) -> str:
    """Return what people call a generated name or ID; an empty string for another unknown."""
    match identity:
        case ("name", logical_id, _):
            return logical_id
        case ("chosen", logical_id, _, attribute, *_):
            return attribute_name(logical_id, attribute)
    return ""


def is_any_text(identity: Identity) -> bool:
    """Return whether an attribute has what a function, a template or a third party gives it."""
    match identity:
        case ("attribute", _, kind, *_):
            return not kind.startswith("AWS::") or kind in _OF_OTHERS
    return False


def _completes_a_name(identity: Identity) -> bool:
    """Return whether AWS adds this to a name, as a secret's ARN ends: the whole can be written."""
    match identity:
        case ("chosen", _, kind, attribute, *_):
            return "{name}" in IDENTIFIERS[kind][attribute]
    return False


def _begins_alike(text: str, resource: str) -> bool:
    """Return whether what stands between slashes before a value's first wildcard can be alike.

    There a value writes out what CloudFormation would have to generate. What is not known of the
    resource can contain slashes.
    """
    pairs = zip(text.split("/"), resource.split("/"), strict=False)
    known = takewhile(
        lambda pair: not has_wildcard(pair[0]) and not t.CAN_HOLD_SLASH.search(pair[1]), pairs
    )
    return all(may_meet(mine, theirs) for mine, theirs in known)


def _can_begin(text: str, resource: str) -> bool:
    """Return whether a resource part can begin as a value does before its first wildcard."""
    mine, theirs = parse_arn(text), parse_arn(resource)
    if not mine or not theirs:
        return True
    return may_meet(f"{re.split('[*?]', mine.resource, maxsplit=1)[0]}*", theirs.resource)


def _meet(text: str, resource: str) -> bool:
    """Return whether a value can match a resource; an unknown account holds no more than that.

    A wildcard reaches over colons, and so might an unknown. Each part is compared with its own, but
    behind the service where a resource has colons or unknowns.
    """
    if not may_meet(text, resource):
        return False
    mine, theirs = parse_arn(text), parse_arn(resource)
    if not mine or not theirs:
        return True
    reaching = ":" in theirs.resource or t.has_unknown(theirs.resource)
    return all(map(may_meet, mine[:2] if reaching else mine, theirs))


def _distinct(resolver: Resolver, text: str) -> str:
    """Return a string in which each generated name or ID is a word of its own."""
    if text.isascii():
        return text

    def word(found: re.Match[str]) -> str:
        symbol = resolver.symbols.get(found.group())
        if symbol is None or _completes_a_name(symbol.identity):
            return found.group()
        name = generated_name(symbol.identity)
        return f"<{name}>" if name else found.group()

    return t.UNKNOWN.sub(word, text)
