"""E9834: policy templates of AWS SAM of a wrong name or with wrong parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import is_function
from influmojo_cfn.cloudformation.sam import policy_templates
from influmojo_cfn.errors import Path, did_you_mean
from influmojo_cfn.iam.text import UNKNOWN
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9834",
    shortdesc="AWS SAM has no such policy template",
    description="A policy template has its own name and takes the parameters that its page lists, all of them.",
    why="The transform fails, and so does the stack.",
    source_url="https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html",
)
def sam_policy_template(entity: Entity) -> Findings:
    if "Policies" not in entity.properties:
        return
    place = (*entity.path, "Properties", "Policies")
    for item, path, _ in entity.resolver.items(entity.properties["Policies"], place, entity.branch):
        if not isinstance(item, Mapping) or len(item) != 1 or "Statement" in item:
            continue
        name, given = next(iter(item.items()))
        if is_function(name) or not isinstance(given, Mapping):
            continue
        if name in policy_templates():
            if not any(map(is_function, given)):
                yield from _parameters(entity, name, given, (*path, name))
            continue
        hint = did_you_mean(str(name), policy_templates())
        if hint:  # AWS adds templates: only a near miss is surely none.
            yield (*path, name), f"no policy template {name!r}{hint}"


def _parameters(entity: Entity, name: str, given: Mapping[str, Any], place: Path) -> Findings:
    wanted = set(policy_templates()[name]["parameters"])
    for missing in sorted(wanted - set(given)):
        yield place, f"{name} lacks {missing}"
    for other in sorted(set(given) - wanted, key=str):
        yield (*place, other), f"{name} takes no {other}"
    for key in sorted(wanted & set(given)):
        for value in entity.resolver.values(given[key], (*place, key)):
            is_arn = value.text.startswith("arn:")
            if key.endswith(("Name", "Id")) and is_arn:
                yield value.path, f"{key} is a name, and this is an ARN: the template makes the ARN"
            elif key == "QueueName" and value.text.startswith("https://"):
                yield value.path, "QueueName is a name, and Ref gives the URL: !GetAtt X.QueueName"
            elif key.endswith("Arn") and not is_arn and not UNKNOWN.match(value.text):
                yield value.path, f"{key} takes an ARN, and {value.text!r} is not one"
