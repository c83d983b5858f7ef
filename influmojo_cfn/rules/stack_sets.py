"""What the rules find in the templates that stack sets of a template hold in TemplateBody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.intrinsics import is_call
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.errors import Path, TemplateError
from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.rule import RuleFinding
from influmojo_cfn.service_roles.stack_set_calls import STACK_SET

_BODY = "TemplateBody"


def within_stack_sets(
    template: Any, check: Callable[[Any], list[RuleFinding]]
) -> list[RuleFinding]:
    """Return what a check finds in the template of each stack set, at the place of its body.

    A body is a string, of JSON or YAML, or the template itself. What a function puts into the
    string is not known, and a body that cannot be read is left to CloudFormation.
    """
    resources = template.get("Resources") if isinstance(template, Mapping) else None
    found: list[RuleFinding] = []
    for logical_id, resource in resources.items() if isinstance(resources, Mapping) else ():
        if not isinstance(resource, Mapping) or resource.get("Type") != STACK_SET:
            continue
        properties = resource.get("Properties")
        body = properties.get(_BODY) if isinstance(properties, Mapping) else None
        place: Path = ("Resources", logical_id, "Properties", _BODY)
        for each in check(_data(template, body)) if body else ():
            inner = ".".join(map(str, each.path))
            message = f"in the stack set's template, at {inner}: {each.message}"
            written = isinstance(body, Mapping) and not is_call(body)
            path = (*place, *each.path) if written else place
            found.append(RuleFinding(each.rule_id, path, message))
    return found


def _data(template: Any, body: Any) -> Any:
    """Return the template that a body holds, or nothing."""
    if isinstance(body, Mapping) and is_call(body):
        body = _without_symbols(Resolver(template).text(body))
    if not isinstance(body, str):
        return body if isinstance(body, Mapping) and "Resources" in body else {}
    try:
        return parse(body).data
    except TemplateError:
        return {}


def _without_symbols(text: str) -> str:
    """Return partly known text for another template: of its unknowns only AWS's own have a name."""
    return t.UNKNOWN.sub(lambda found: found[0] if found[0] in t.PSEUDO.values() else t.ANY, text)
