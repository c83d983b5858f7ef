"""References to what AWS SAM makes of a function: ``F.Alias`` in Ref and in Fn::Sub.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
(AutoPublishAlias) and docs/internals/generated_resources.rst of
https://github.com/aws/serverless-application-model (read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import REFERENCE, is_call
from influmojo_cfn.cloudformation.sam_role_additions import FUNCTION
from influmojo_cfn.cloudformation.sections import section, with_parts

_ALIAS = ".Alias"


def alias_arn(function: str, alias: Any) -> dict[str, Any]:
    """Return the ARN of a function's alias."""
    return {"Fn::Join": [":", [{"Fn::GetAtt": [function, "Arn"]}, alias]]}


def called_function(name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return what refers to the function that permissions are for: its alias, if it has one."""
    alias = properties.get("AutoPublishAlias")
    return alias_arn(name, alias) if alias else {REFERENCE: name}


def with_aliases(data: Any, resources: Mapping[str, Any]) -> Any:
    """Return any part of a template with the ARNs of the aliases that AWS SAM makes."""
    aliases = {
        f"{name}{_ALIAS}": alias_arn(str(name), alias)
        for name, row in resources.items()
        if isinstance(row, Mapping) and row.get("Type") == FUNCTION
        if (alias := section(row, "Properties").get("AutoPublishAlias"))
    }
    return _written(data, aliases) if aliases and _ALIAS in repr(data) else data


def _written(data: Any, aliases: Mapping[str, Any]) -> Any:
    if is_call(data):
        ((name, argument),) = data.items()
        if name == REFERENCE and isinstance(argument, str) and argument in aliases:
            return aliases[argument]
        if name == "Fn::Sub" and isinstance(argument, str):
            return {name: _in_sub(argument, aliases)}
    return with_parts(data, lambda item: _written(item, aliases))


def _in_sub(text: str, aliases: Mapping[str, Any]) -> Any:
    used = {key: arn for key, arn in aliases.items() if f"${{{key}}}" in text}
    for key in used:
        text = text.replace(f"${{{key}}}", f"${{{key.removesuffix(_ALIAS)}OfAlias}}")
    given = {f"{key.removesuffix(_ALIAS)}OfAlias": arn for key, arn in used.items()}
    return [text, given] if given else text
