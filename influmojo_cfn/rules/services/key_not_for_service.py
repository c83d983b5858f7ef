"""E9724: keys whose policies do not let in the service that encrypts with them."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.data.resource_policies import RESOURCE_POLICIES, service_of_policy
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.text import has_unknown
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.admission import policies_of, refusing
from influmojo_cfn.rules.services.sender_not_let_in import not_let_in
from influmojo_cfn.service_roles.connections import deliveries
from influmojo_cfn.service_roles.encrypted_calls import KEYS, key_of_resource
from influmojo_cfn.service_roles.key_deliveries import key_deliveries
from influmojo_cfn.service_roles.service_call import Delivery
from influmojo_cfn.service_roles.template_fields import properties_of, resource_named


@rule(
    id="E9724",
    shortdesc="The key's policy does not let in the service that uses it",
    description="A service that sends to an encrypted queue uses the key as itself. So does one that encrypts a log group, an event bus or the storage of Fargate tasks.",
    why="No message arrives; a log group is not created, and the stack fails.",
    source_url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
)
def key_not_for_service(model: Model) -> Findings:
    found: dict[Path, str] = {}
    for each in deliveries(model.resolver):
        for value in properties_of(model.resolver, each.receiver).values("KmsMasterKeyId"):
            alias = value.text.rpartition(":")[2]
            if alias in _OF_AWS:
                found[value.path] = f"{alias} lets no service in: use a key of your own"
    for each in (*key_deliveries(model.resolver), *_let_in(model)):
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


def _let_in(model: Model) -> Iterator[Delivery]:
    """Yield what services do with the key of a queue or topic that no resource here sends to."""
    known = {each.receiver for each in deliveries(model.resolver)}
    for policy in model.policies:
        sends = _SENDS.get(service_of_policy(policy.resource_type) or "")
        named = RESOURCE_POLICIES[policy.resource_type].attached_to if sends else ()
        given = model.resolver.properties(policy.logical_id).get(named[0], []) if named else []
        for value in model.resolver.values(given, ()):
            kind, action = sends or ("", "")
            queue = resource_named(model.resolver, value.text, kind)
            key = key_of_resource(model.resolver, queue, kind) if queue else ""
            owner = resource_named(model.resolver, key, *KEYS)
            for statement in policy.statements if owner and queue not in known else ():
                names = (action,) if statement.allows and action in statement.known_actions else ()
                for principal in statement.principals if names else ():
                    service = principal.value.text
                    if principal.kind == "Service" and not has_unknown(service):
                        yield Delivery(
                            policy.logical_id,
                            service,
                            ("kms:GenerateDataKey", "kms:Decrypt"),
                            owner,
                            key,
                            (),
                            principal.value.path,
                            _PAGE,
                        )


_SENDS = {
    "sns": ("AWS::SNS::Topic", "sns:publish"),
    "sqs": ("AWS::SQS::Queue", "sqs:sendmessage"),
}
_OF_AWS = ("alias/aws/sns", "alias/aws/sqs")
_PAGE = "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html"
"""Read 2026-11-28: compatibility between event sources from AWS services and encrypted topics."""
