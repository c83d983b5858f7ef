"""Loops are expanded as AWS::LanguageExtensions does; what cannot be is named."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.language_extensions import (
    with_conditions_expanded,
    with_loops_expanded,
)
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.task_definition.read import task_definitions_of

TRANSFORM = "AWS::LanguageExtensions"


def expanded(text: str, **parameters: str) -> Document:
    document = parse(f"Transform: {TRANSFORM}\n{text}", "t.yaml")
    return with_loops_expanded(document, Environment(parameters=parameters))


def resources(*loop: Any, **sections: Any) -> dict[str, Any]:
    """Return the resources of a template with one loop, of the parts that are given."""
    data = {"Transform": TRANSFORM, "Resources": {"Fn::ForEach::L": list(loop)}, **sections}
    found: dict[str, Any] = with_loops_expanded(Document(data)).data["Resources"]
    return found


TABLES = """
Resources:
  Fn::ForEach::Tables:
    - TableName
    - [Points, Score]
    - DynamoDB${TableName}:
        Type: AWS::DynamoDB::Table
        Properties:
          TableName: !Ref TableName
          Tags: [{Key: Name, Value: !Sub "table-${TableName}-${AWS::Region}"}]
"""
SUBNETS = """
Resources:
  Fn::ForEach::SubnetResources:
    - Prefix
    - [Transit, Public]
    - Nacl${Prefix}Subnet:
        Type: AWS::EC2::NetworkAcl
      Fn::ForEach::LoopInner:
        - Suffix
        - [A, B]
        - ${Prefix}Subnet${Suffix}:
            Type: AWS::EC2::SubnetNetworkAclAssociation
            Properties:
              SubnetId: !Ref
                Fn::Sub: ${Prefix}Subnet${Suffix}
              NetworkAclId: !GetAtt [!Sub "Nacl${Prefix}Subnet", !Ref Suffix]
"""


def test_a_loop_makes_its_fragment_for_each_item() -> None:
    found = expanded(TABLES).data["Resources"]
    assert list(found) == ["DynamoDBPoints", "DynamoDBScore"]
    properties = found["DynamoDBScore"]["Properties"]
    assert properties["TableName"] == "Score"
    assert properties["Tags"][0]["Value"] == {"Fn::Sub": "table-Score-${AWS::Region}"}


def test_loops_in_loops_take_the_items_of_both() -> None:
    found = expanded(SUBNETS).data["Resources"]
    assert list(found)[:3] == ["NaclTransitSubnet", "TransitSubnetA", "TransitSubnetB"]
    assert len(found) == 6
    assert found["PublicSubnetB"]["Properties"] == {
        "SubnetId": {"Ref": "PublicSubnetB"},
        "NetworkAclId": {"Fn::GetAtt": ["NaclPublicSubnet", "B"]},
    }


def test_what_a_loop_makes_is_on_the_lines_of_the_loop() -> None:
    document = expanded(TABLES)
    place = ("Resources", "DynamoDBScore", "Properties", "TableName")
    assert document.where(place) == "t.yaml:10"
    assert document.where(("Resources", "DynamoDBPoints", "Type")) == "t.yaml:8"


def test_properties_conditions_and_outputs_have_loops() -> None:
    document = expanded("""
Conditions:
  Fn::ForEach::Checks: [Name, [A, B], {"Is${Name}": !Equals [!Ref Name, A]}]
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      Fn::ForEach::Settings:
        - Setting
        - [Bucket, Website]
        - ${Setting}Configuration: {Status: !Ref Setting}
      BucketName: kept
  Fn::ForEach::Queues:
    - Name
    - [A, B]
    - Queue${Name}: {Type: AWS::SQS::Queue, Condition: !Sub "Is${Name}"}
Outputs:
  Fn::ForEach::Arns: [Name, [A], {"Arn${Name}": {Value: !GetAtt "Queue${Name}.Arn"}}]
""")
    data = document.data
    assert data["Resources"]["Bucket"]["Properties"] == {
        "BucketConfiguration": {"Status": "Bucket"},
        "WebsiteConfiguration": {"Status": "Website"},
        "BucketName": "kept",
    }
    assert data["Outputs"] == {"ArnA": {"Value": {"Fn::GetAtt": ["QueueA", "Arn"]}}}
    resolved = ResolvedTemplate(data)
    assert [resolved.exists(name) for name in ("QueueA", "QueueB")] == [True, False]


LIST = "Parameters: {Names: {Type: CommaDelimitedList, Default: 'One, Two'}, Bare: {Type: String}}"


@pytest.mark.parametrize(
    ("collection", "made"),
    [
        ("!Ref Names", ["QueueOne", "QueueTwo"]),
        ("!Split [';', 'X;Y']", ["QueueX", "QueueY"]),
        ("!FindInMap [Map, here, names, {DefaultValue: [Z]}]", ["QueueZ"]),
        ("[!Select [1, !Ref Names], 3]", ["QueueTwo", "Queue3"]),
        ("[!Sub '${AWS::Region}-a']", None),
        ("[]", []),
    ],
)
def test_a_collection_may_be_a_function(collection: str, made: list[str] | None) -> None:
    body = "{'Queue${Name}': {Type: AWS::SQS::Queue}}"
    document = expanded(f"""
{LIST}
Resources:
  Fn::ForEach::Queues: [Name, {collection}, {body}]
""")
    if made is None:
        (key,) = document.data["Resources"]
        assert "it makes 'Queueus-east-1-a', which is not alphanumeric" in key
    else:
        assert list(document.data["Resources"]) == made


def test_a_given_value_of_a_collection_counts() -> None:
    text = f"{LIST}\nResources: {{'Fn::ForEach::Q': [N, !Ref Names, {{'Q${{N}}': {{Type: T}}}}]}}"
    assert list(expanded(text, Names="A,B,C").data["Resources"]) == ["QA", "QB", "QC"]
    document = parse(f"Transform: {TRANSFORM}\n{text}")
    (key,) = with_loops_expanded(document, unknown={"Names"}).data["Resources"]
    assert key.startswith("Fn::ForEach::Q (its collection is not known: the parameter Names")


OPEN = f"""
Transform: {TRANSFORM}
Parameters: {{Names: {{Type: CommaDelimitedList, AllowedValues: [a, b]}}}}
Resources:
  Fn::ForEach::Queues:
    - N
    - !Ref Names
    - Queue${{N}}:
        Type: T
        Condition: !Sub "Is${{N}}"
        N: !Ref N
        S: !Sub "${{N}}-${{AWS::Region}}"
  Fn::ForEach::Policies:
    - X
    - !Ref Names
    - Policy${{X}}:
        Type: T
        Q: !Ref {{Fn::Sub: "Queue${{X}}"}}
        A: !GetAtt [!Sub "Queue${{X}}", Arn]
"""


def test_each_item_of_a_list_without_a_value_is_one_parameter() -> None:
    data = with_loops_expanded(parse(OPEN), open_items=True).data
    assert data["Parameters"]["NamesItem"] == {"Type": "String", "AllowedValues": ["a", "b"]}
    assert data["Resources"] == {
        "QueueNamesItem": {
            "Type": "T",
            "Condition": "IsNamesItem",
            "N": {"Ref": "NamesItem"},
            "S": {"Fn::Sub": "${NamesItem}-${AWS::Region}"},
        },
        "PolicyNamesItem": {
            "Type": "T",
            "Q": {"Ref": "QueueNamesItem"},
            "A": {"Fn::GetAtt": ["QueueNamesItem", "Arn"]},
        },
    }


def test_letters_and_digits_alone_go_into_a_key_with_an_ampersand() -> None:
    fragment = {"Bucket&{Name}": {"Type": "AWS::S3::Bucket", "N": {"Ref": "Name"}}}
    assert resources("Name", ["a-1.b"], fragment) == {
        "Bucketa1b": {"Type": "AWS::S3::Bucket", "N": "a-1.b"}
    }


def test_an_item_that_looks_like_a_variable_is_a_text() -> None:
    fragment = {"B&{N}": {"Type": "T", "V": {"Fn::Sub": "x-${N}"}}}
    found = resources("N", ["${AWS::Region}"], fragment)
    resolved = ResolvedTemplate({"Resources": found})
    ((_, row),) = found.items()
    assert resolved.value(row["V"]) == "x-${AWS::Region}"


QUEUE = {"Type": "AWS::SQS::Queue"}
MALFORMED: list[tuple[list[Any], str]] = [
    (["N", ["A"]], "it is not a list of an identifier, a collection and a fragment"),
    ([1, ["A"], {"Q${N}": QUEUE}], "its identifier is not a string"),
    (["N", "A", {"Q${N}": QUEUE}], "its collection is not a list"),
    (["N", {"Ref": "Missing"}, {"Q${N}": QUEUE}], "its collection is not known: Missing"),
    (["N", [{"a": "b"}], {"Q${N}": QUEUE}], "its collection is not known: an item is not a string"),
    (["N", ["A"], []], "its fragment is not a mapping"),
    (["N", ["A"], {"Q": QUEUE}], "its key Q does not contain ${N}"),
    (["N", ["A", "A"], {"Q${N}": QUEUE}], "it makes QA twice"),
    (["N", ["A.b"], {"Q${N}": QUEUE}], "it makes 'QA.b', which is not alphanumeric"),
    (
        ["N", ["A"], {"Fn::ForEach::M": ["N", ["B"], {"Q${N}": QUEUE}]}],
        "the loop around it has the identifier N as well",
    ),
    (["N", ["A"], {"Fn::ForEach::": ["M", ["B"], {"Q${M}": QUEUE}]}], "it has no name"),
]


@pytest.mark.parametrize(("loop", "reason"), MALFORMED)
def test_a_loop_that_cannot_be_expanded_stays_with_its_reason(loop: list[Any], reason: str) -> None:
    (key,) = resources(*loop)
    assert key.startswith("Fn::ForEach::L (")
    assert reason in key


def test_a_loop_has_the_name_of_no_resource() -> None:
    data = {
        "Transform": TRANSFORM,
        "Resources": {"Fn::ForEach::L": ["N", ["A"], {"Q${N}": QUEUE}], "L": QUEUE},
    }
    found = with_loops_expanded(Document(data)).data["Resources"]
    assert list(found) == ["Fn::ForEach::L (L is the logical ID of a resource as well)", "L"]


def test_a_loop_makes_nothing_that_is_there_already() -> None:
    data = {
        "Transform": TRANSFORM,
        "Resources": {"Fn::ForEach::L": ["N", ["A"], {"Q${N}": QUEUE}], "QA": QUEUE},
    }
    found = with_loops_expanded(Document(data)).data["Resources"]
    assert list(found) == ["Fn::ForEach::L (it makes QA, which already exists)", "QA"]


def test_more_than_five_loops_in_one_another_are_refused() -> None:
    fragment: dict[str, Any] = {"Q${N1}${N2}${N3}${N4}${N5}${N6}": QUEUE}
    for number in range(6, 0, -1):
        loop: list[Any] = [f"N{number}", ["A"], fragment]
        fragment = {f"Fn::ForEach::L{number}": loop}
    (key,) = resources("N0", ["A"], fragment)
    assert "more than 5 loops" in key


def test_what_loops_make_is_bounded() -> None:
    items = [f"A{number}" for number in range(100)]
    fragment: dict[str, Any] = {"Q${A}${B}${C}": QUEUE}
    for name in "CBA":
        loop: list[Any] = [name, items, fragment]
        fragment = {f"Fn::ForEach::L{name}": loop}
    (key,) = resources(*loop)
    assert "more than 200,000 values" in key


def test_without_the_transform_nothing_is_expanded() -> None:
    document = Document({"Resources": {"Fn::ForEach::L": ["N", ["A"], {"Q${N}": QUEUE}]}})
    assert with_loops_expanded(document) is document


ROLES = """
Resources:
  Fn::ForEach::Roles:
    - Name
    - [Orders, Reports]
    - ${Name}Role:
        Type: AWS::IAM::Role
        DeletionPolicy: !If [Keep, Retain, Delete]
        Properties:
          AssumeRolePolicyDocument:
            Statement:
              Effect: Allow
              Principal: {Service: ecs-tasks.amazonaws.com}
              Action: sts:AssumeRole
          Policies:
            - PolicyName: !Ref Name
              PolicyDocument:
                Version: "2012-10-17"
                Statement:
                  Effect: Allow
                  Action: s3:GetObject
                  Resource: {VALUE}
Conditions: {Keep: !Equals [a, b]}
"""


def test_roles_of_loops_are_roles() -> None:
    value = '!Sub "arn:${AWS::Partition}:s3:::acme-${Name}/*"'
    text = f"Transform: {TRANSFORM}\n" + ROLES.replace("{VALUE}", value)
    roles = roles_of(parse(text, "t.yaml"))
    assert list(roles) == ["OrdersRole", "ReportsRole"]
    (policy,) = roles["ReportsRole"].policies
    assert policy.statements[0].resources == ("arn:aws:s3:::acme-Reports/*",)
    assert policy.where(policy.statements[0].path) == "t.yaml:20"


@pytest.mark.parametrize("value", ["'arn:aws:s3:::acme-${Name}/*'", "!Sub 'arn:aws:s3:::&{Name}'"])
def test_an_identifier_where_pages_of_aws_disagree_is_not_known(value: str) -> None:
    document = parse(f"Transform: {TRANSFORM}\n" + ROLES.replace("{VALUE}", value))
    (policy,) = roles_of(document)["OrdersRole"].policies
    assert "{Name} in such a string" in policy.statements[0].resources[0].reason  # type: ignore[union-attr]


def test_a_task_definition_of_a_loop_is_read() -> None:
    document = parse(
        f"""
Transform: {TRANSFORM}
Resources:
  Fn::ForEach::Services:
    - Name
    - [api, worker]
    - Task${{Name}}:
        Type: AWS::ECS::TaskDefinition
        Properties:
          Family: !Ref Name
          ContainerDefinitions: [{{Name: !Ref Name, Image: public.ecr.aws/nginx/nginx}}]
""",
        "t.yaml",
    )
    found = task_definitions_of(document, Environment())
    assert [each.family for each in found] == ["api", "worker"]


@pytest.mark.parametrize("found", [[{"Ref": "X"}], [], "text", None])
def test_resources_that_are_no_mapping_stay_as_they_are(found: Any) -> None:
    document = Document({"Transform": "AWS::LanguageExtensions", "Resources": found})
    assert with_loops_expanded(document).data["Resources"] == found


def test_what_a_substitution_is_given_stays_given() -> None:
    body = {"Fn::Sub": ["${X}-${a}-${b}", {"a": {"Ref": "X"}, "b": {"Ref": "Name"}}]}
    row = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": body}}
    found = resources("X", ["One"], {"Topic${X}": row})
    assert found["TopicOne"]["Properties"]["TopicName"] == {
        "Fn::Sub": ["One-${a}-${b}", {"a": "One", "b": {"Ref": "Name"}}]
    }


def test_conditions_of_a_loop_are_written_out_where_its_items_are() -> None:
    loop = {"Is${Name}": {"Fn::Equals": [{"Ref": "Stage"}, {"Ref": "Name"}]}}
    loops = {"Fn::ForEach::Stages": ["Name", ["test", "prod"], loop]}
    written = Document({"Transform": TRANSFORM, "Conditions": loops})
    assert with_conditions_expanded(written).data["Conditions"] == {
        "Istest": {"Fn::Equals": [{"Ref": "Stage"}, "test"]},
        "Isprod": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]},
    }
    loops = {"Fn::ForEach::Stages": ["Name", {"Ref": "Stages"}, loop]}
    given = Document({"Transform": TRANSFORM, "Conditions": loops})
    assert with_conditions_expanded(given) is given
