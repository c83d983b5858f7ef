"""E9724: keys whose policies do not let in the service that encrypts with them."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.errors import Path
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Found, rule
from influmojo_cfn.rules.services.admission import policies_of, refusing
from influmojo_cfn.rules.services.sender_not_let_in import not_let_in
from influmojo_cfn.service_roles.connections import key_deliveries


@rule(
    id="E9724",
    shortdesc="The key's policy does not let in the service that uses it",
    description="A service that sends to an encrypted queue, or writes an encrypted log group, uses the key as itself.",
    why="No message arrives; a log group is not created, and the stack fails.",
    source_url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
)
def key_not_for_service(model: Model) -> Iterator[Found]:
    """Find keys of queues, topics and log groups that keep the service out."""
    found: dict[Path, str] = {}
    for each in key_deliveries(model.resolver):
        policies = policies_of(model, each)
        place = refusing(model, each, policies) if policies else None
        if place is not None:
            found.setdefault(place or each.path, not_let_in(each))
    yield from found.items()
