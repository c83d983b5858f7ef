"""Names that change and that policies of a template ask about: a policy covers who has the name.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html and
https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html (read 2026-11-27);
https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html (read
2026-11-28): the role of a permission set has its name;
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html (read 2026-11-28):
policies can compare which instance profile an instance gets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.attachments import GROUP, ROLE, USER
from influmojo_cfn.cloudformation.generated_names import generated_name
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.patterns import matches, may_meet
from influmojo_cfn.iam.unknown import Text, Unknown, UnknownPart, covered

_ALIAS = "AWS::KMS::Alias"
_PERMISSION_SET = "AWS::SSO::PermissionSet"
_ALIAS_KEYS = re.compile(r"kms:(?:resourcealiases|requestalias)")
_NAMED = (ROLE, USER, GROUP, "AWS::IAM::InstanceProfile")
_OF_PRINCIPAL = re.compile(
    r"(?<=:)(?:role|user|group|instance-profile)/(?:\$\{[^}]*\}|[^\"'\\\s,\]}])+"
)
_USER_NAME = "aws:username"
_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


def asked_names(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> list[str]:
    """Return what policies of the templates ask about a resource's new name, and not its old one.

    Of the alias of a key it is the condition keys that compare aliases.
    """
    rows = [side.resources.get(name) for side in (old, new)]
    kind = next((row.get("Type") for row in reversed(rows) if isinstance(row, Mapping)), None)
    if kind == _ALIAS:
        states = [_alias(side, name) for side in (old, new)]
        return (
            sorted(set(_ALIAS_KEYS.findall(new.written.lower()))) if states[0] != states[1] else []
        )
    if not all(isinstance(row, Mapping) for row in rows):
        return []
    if kind == _PERMISSION_SET:
        return sorted(_asked_of_permission_set(old, new, name))
    if kind not in _NAMED:
        return []
    if kind == USER and (asked := _asked_of_user_name(old, new, name)):
        return asked
    before, after = (side.identifier(name, "Arn") for side in (old, new))
    if before == after or _is_generated(after):
        return []
    return sorted(set(_newly_named(new.written, before, after)))


def _asked_of_user_name(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> list[str]:
    before, after = (side.name_of(name, USER) for side in (old, new))
    return [_USER_NAME] if before != after and _USER_NAME in new.written.lower() else []


def _asked_of_permission_set(
    old: ResolvedTemplate, new: ResolvedTemplate, name: str
) -> Iterator[str]:
    before, after = (_reserved_role(side, name) for side in (old, new))
    for found in set(_OF_PRINCIPAL.findall(new.written)):
        pattern = _PLACEHOLDER.sub("*", found).rsplit("/", 1)[-1]
        if may_meet(pattern, after) and not may_meet(pattern, before):
            yield found


def _reserved_role(side: ResolvedTemplate, name: str) -> str:
    """Return a pattern of the name of the role that a permission set becomes in an account."""
    given = side.property(name, "Name")
    text = covered(given) if isinstance(given, (str, Unknown)) else "*"
    return f"AWSReservedSSO_{text}_{'?' * 16}"


def _is_generated(arn: Text) -> bool:
    """Return whether CloudFormation generates a name, so that no policy writes it out."""
    parts = arn.parts if isinstance(arn, Unknown) else ()
    return any(isinstance(part, UnknownPart) and generated_name(part.identity) for part in parts)


def _newly_named(text: str, before: Text, after: Text) -> Iterator[str]:
    for found in _OF_PRINCIPAL.findall(text):
        pattern = _PLACEHOLDER.sub("*", found)
        is_told = isinstance(after, str) or pattern == found
        had_it = is_told and isinstance(before, str) and matches(pattern, _resource_of(before))
        if may_meet(pattern, _resource_of(covered(after))) and not had_it:
            yield found


def _resource_of(arn: str) -> str:
    return arn.split(":", 5)[-1]


def _alias(side: ResolvedTemplate, name: str) -> Any:
    if name not in side.resources or side.exists(name) is False:
        return None
    return [side.property(name, key) for key in ("AliasName", "TargetKeyId")]
