"""E9722: queues, topics and buckets whose policies do not let in who sends to them."""

from __future__ import annotations

from influmojo_cfn.errors import Path
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.admission import policies_of, refusing
from influmojo_cfn.service_roles.call_tables.connections import OPEN_TO_ACCOUNT
from influmojo_cfn.service_roles.connections import deliveries
from influmojo_cfn.service_roles.service_call import Delivery


@rule(
    id="E9722",
    shortdesc="The queue, topic or bucket does not let in the service that sends to it",
    description="SNS, EventBridge, S3 and CloudTrail send as themselves: the policy of the queue, topic or bucket must let the service in.",
    why="No message arrives, or the stack fails when the notification is set up.",
    source_url="https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html",
    follows="E9202 E9225 E9312 E9739",
)
def sender_not_let_in(model: Model) -> Findings:
    found: dict[Path, str] = {}
    for each in deliveries(model.resolver):
        if ":function:" in each.resource:
            continue
        policies = policies_of(model, each)
        if not policies and each.service in OPEN_TO_ACCOUNT:
            continue
        place = refusing(model, each, policies)
        if place is not None:
            found.setdefault(place or each.path, not_let_in(each))
    yield from found.items()


def not_let_in(delivery: Delivery) -> str:
    """Return what a service is not let in to do."""
    actions = ", ".join(delivery.actions)
    return (
        f"the policy of {delivery.receiver} does not let {delivery.service} call {actions} for "
        f"{delivery.sender}"
    )
