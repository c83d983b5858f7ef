"""Places in a template are found in every branch."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.template_fields import properties_of, resource_named, service_of
from tests.service_roles.templates import resolver_of

TEMPLATE = """
Conditions:
  Live: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Service:
    Type: AWS::ECS::Service
    Properties:
      Items:
        - Role: !If [Live, a, b]
        - Role: !If [Live, c, !Ref AWS::NoValue]
      Empty: []
"""


def test_every_branch_is_found() -> None:
    resolver = resolver_of(TEMPLATE)
    place = properties_of(resolver, "Service")
    assert [v.text for v in place.values("Items", "*", "Role")] == ["a", "b", "c"]
    assert place.text("Items", "*", "Role") == t.ANY
    assert place.text("Missing", default="x") == "x"
    assert not place.is_given("Empty")


def test_a_resource_is_found_by_its_arn() -> None:
    resolver = resolver_of(TEMPLATE)
    assert resource_named(resolver, resolver.named("Topic"), "AWS::SNS::Topic") == "Topic"
    assert resource_named(resolver, t.ANY, "AWS::SNS::Topic") == ""


def test_the_service_of_an_arn_is_known() -> None:
    assert service_of("arn:aws:sqs:us-east-1:111122223333:a") == "sqs"
    assert service_of("arn:aws:sqs") == ""
