"""E9724: keys whose policies do not let in the service that encrypts with them."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.errors import Path
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Found, rule
from influmojo_cfn.rules.services.admission import policies_of, refusing
from influmojo_cfn.rules.services.sender_not_let_in import not_let_in
from influmojo_cfn.service_roles.key_deliveries import key_deliveries


@rule(
    id="E9724",
    shortdesc="The key's policy does not let in the service that uses it",
    description="A service that sends to an encrypted queue, or encrypts a log group, an event bus or the storage of Fargate tasks, uses the key as itself.",
    why="No message arrives; a log group is not created, and the stack fails.",
    source_url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
)
def key_not_for_service(model: Model) -> Iterator[Found]:
    """Find keys whose policies keep the service out that encrypts with them."""
    found: dict[Path, str] = {}
    for each in key_deliveries(model.resolver):
        policies = policies_of(model, each)
        missing: dict[str, Path] = {}
        for action in each.actions if policies else ():
            place = refusing(model, each._replace(actions=(action,)), policies)
            if place is not None:
                missing[action] = place
        if missing:
            at = next(iter(missing.values())) or each.path
            found.setdefault(at, not_let_in(each._replace(actions=tuple(missing))))
    yield from found.items()
