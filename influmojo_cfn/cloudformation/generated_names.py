"""Whether a value of a policy can match a resource, where CloudFormation generates its name.

No two generated names are alike, and none is written out.
"""

from __future__ import annotations

import re
from itertools import takewhile

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.data.resource_identifiers import LOWERCASE
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.patterns import has_wildcard, may_meet
from influmojo_cfn.iam.unknown import Text, UnknownPart, covered

KEPT_OF_STACK_NAME = 24
"""How many characters of a stack's name a generated name has at least.

CloudFormation shortens the stack's name and the logical ID where its random end leaves no place in
the name's greatest length, which is 63 or 64 for buckets, functions and roles.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
(read 2026-11-28)
"""


def generated_beginning(stack_name: str, service: str) -> str:
    """Return the pattern of the names that CloudFormation generates for a service's resources."""
    name = f"{stack_name}-"[:KEPT_OF_STACK_NAME]
    return f"{name.lower() if service in LOWERCASE else name}*"


def can_match(resolver: Resolver, text: str, resource: str) -> bool:
    """Return whether a value of a policy can match a resource of the template."""
    own, other = _distinct(resolver, text), _distinct(resolver, resource)
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
    return f"<{'.'.join(part.identity)}>" if part.identity[:1] in _GENERATED else part.shape


_GENERATED = (("name",), ("chosen",))


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


def _meet(text: str, resource: str) -> bool:
    """Return whether a value can match a resource; an unknown account holds no more than that.

    A wildcard reaches over colons, and so might an unknown: each part is compared with its own,
    but behind the service where a resource has colons or unknowns.
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
        if symbol is None or not (
            symbol.identity[:1] == ("name",)
            or (symbol.identity[:1] == ("chosen",) and symbol.resource_type in _GENERATED_IDS)
        ):
            return found.group()
        return f"<{symbol.name}>"

    return t.UNKNOWN.sub(word, text)


_GENERATED_IDS = frozenset(
    {"AWS::EFS::AccessPoint", "AWS::EFS::FileSystem", "AWS::KMS::Key", "AWS::KMS::ReplicaKey"}
)
"""Types of which AWS chooses all of an ID but its beginning, not only an end of it."""
