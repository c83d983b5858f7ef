"""The roles that AWS SAM makes: trusted, attached and inline policies, by what is written."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.sam import policy_templates, with_sam_roles

FUNCTION, MACHINE = "AWS::Serverless::Function", "AWS::Serverless::StateMachine"
AWS = "arn:${AWS::Partition}:iam::aws:policy/"
BASIC = {"Fn::Sub": f"{AWS}service-role/AWSLambdaBasicExecutionRole"}
ABSENT = {"Ref": "AWS::NoValue"}
STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
ARN = "arn:aws:iam::111122223333:policy/own"


def resources(row: Any, **template: Any) -> Any:
    data = {"Resources": {"F": row}, **template}
    return with_sam_roles(Document(data)).data["Resources"]


def role(kind: str = FUNCTION, shared: Any = None, **properties: Any) -> Any:
    row = {"Type": kind, "Properties": properties}
    return resources(row, Globals=shared or {})["FRole"]["Properties"]


def attached(*policies: Any) -> list[Any]:
    arns: list[Any] = role(MACHINE, Policies=list(policies))["ManagedPolicyArns"]
    return arns


def inline(*policies: Any) -> list[Any]:
    rows = role(MACHINE, Policies=list(policies))["Policies"]
    return [row["PolicyDocument"]["Statement"] for row in rows]


@pytest.mark.parametrize(
    ("kind", "service"), [(FUNCTION, "lambda.amazonaws.com"), (MACHINE, "states.amazonaws.com")]
)
def test_a_role_trusts_the_service_of_its_resource(kind: str, service: str) -> None:
    statement = role(kind)["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": service}


def test_a_trust_policy_of_its_own_comes_first() -> None:
    assert role(AssumeRolePolicyDocument={"x": 1})["AssumeRolePolicyDocument"] == {"x": 1}


@pytest.mark.parametrize(
    ("properties", "arns"),
    [
        ({}, [BASIC]),
        (
            {"VpcConfig": {"SubnetIds": []}},
            [BASIC, {"Fn::Sub": f"{AWS}service-role/AWSLambdaVPCAccessExecutionRole"}],
        ),
        ({"Tracing": "Active"}, [BASIC, {"Fn::Sub": f"{AWS}AWSXRayDaemonWriteAccess"}]),
        ({"VpcConfig": {}}, [BASIC]),
    ],
)
def test_a_function_has_the_policies_that_its_properties_need(
    properties: dict[str, Any], arns: list[Any]
) -> None:
    assert role(**properties)["ManagedPolicyArns"] == arns


def test_globals_are_properties_of_each() -> None:
    shared = {"Function": {"Tracing": "Active", "PermissionsBoundary": "b"}}
    made = role(shared=shared, PermissionsBoundary="own")
    assert (len(made["ManagedPolicyArns"]), made["PermissionsBoundary"]) == (2, "own")
    assert "PermissionsBoundary" not in role(MACHINE, shared=shared)


@pytest.mark.parametrize(
    ("policy", "arns"),
    [
        (ARN, [ARN]),
        ("AmazonS3ReadOnlyAccess", [{"Fn::Sub": f"{AWS}AmazonS3ReadOnlyAccess"}]),
        (
            "AWSLambdaBasicExecutionRole",
            [{"Fn::Sub": f"{AWS}service-role/AWSLambdaBasicExecutionRole"}],
        ),
        ("NoSuchPolicy", ["NoSuchPolicy"]),
        ({"Ref": "Own"}, [{"Ref": "Own"}]),
        (None, []),
        ({"Fn::If": ["C", ARN, ABSENT]}, [{"Fn::If": ["C", ARN, ABSENT]}]),
        ({"Fn::If": ["C", ABSENT, ARN]}, [{"Fn::If": ["C", ABSENT, ARN]}]),
        ({"Fn::If": ["C", ARN]}, [{"Fn::If": ["C", ARN]}]),
    ],
)
def test_a_policy_is_attached_by_name_or_arn(policy: Any, arns: list[Any]) -> None:
    assert attached(policy) == arns


@pytest.mark.parametrize(
    ("policy", "statements"),
    [
        ({"Statement": [STATEMENT]}, [[STATEMENT]]),
        (
            {"Fn::If": ["C", {"Statement": STATEMENT}, ABSENT]},
            [[{"Fn::If": ["C", STATEMENT, ABSENT]}]],
        ),
        (
            {"Fn::If": ["C", ABSENT, {"Statement": [STATEMENT]}]},
            [[{"Fn::If": ["C", ABSENT, STATEMENT]}]],
        ),
        (
            {"NoSuchTemplate": {}, "Other": 1},
            [
                [{"Fn::Serverless (the policy template NoSuchTemplate)": {}}],
                [{"Fn::Serverless (the policy template Other)": 1}],
            ],
        ),
    ],
)
def test_a_policy_is_inline_as_a_document(policy: Any, statements: list[Any]) -> None:
    assert inline(policy) == statements


def test_a_role_has_the_path_and_the_tags_of_its_resource() -> None:
    made = role(RolePath="/team/", Tags={"team": "a"}, PermissionsBoundary=None)
    assert made["Path"] == "/team/"
    assert made["Tags"] == [{"Key": "team", "Value": "a"}]
    assert not {"Path", "Tags"} & {*role(Tags={}, RolePath="")}


def test_a_user_pool_calls_the_functions_of_its_events() -> None:
    event = {"Type": "Cognito", "Properties": {"UserPool": {"Ref": "P"}, "Trigger": "PreSignUp"}}
    row = {"Type": FUNCTION, "Properties": {"Events": {"E": event}}}
    pool = {"Type": "AWS::Cognito::UserPool", "Properties": {"LambdaConfig": {"CustomMessage": 1}}}
    data = {"Resources": {"F": row, "P": pool}}
    found = with_sam_roles(Document(data)).data["Resources"]["P"]["Properties"]["LambdaConfig"]
    assert found == {"CustomMessage": 1, "PreSignUp": {"Ref": "F"}}


def test_a_destination_that_is_left_out_is_made() -> None:
    config = {"DestinationConfig": {"OnFailure": {"Type": "SQS"}}}
    row = {"Type": FUNCTION, "Condition": "C", "Properties": {"EventInvokeConfig": config}}
    found = resources(row)
    queue = "FEventInvokeConfigOnFailureQueue"
    assert found[queue] == {"Type": "AWS::SQS::Queue", "Condition": "C"}
    (policy,) = found["FRole"]["Properties"]["Policies"]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Resource"] == {"Fn::GetAtt": [queue, "Arn"]}


def test_a_policy_template_is_filled_in() -> None:
    ((statement, *_),) = inline({"SQSPollerPolicy": {"QueueName": "q"}})
    assert "sqs:ReceiveMessage" in statement["Action"]
    assert statement["Resource"]["Fn::Sub"][1] == {"queueName": "q"} or (
        "q" in str(statement["Resource"])
    )


@pytest.mark.parametrize("name", sorted(policy_templates()))
def test_every_policy_template_makes_statements(name: str) -> None:
    (statements,) = inline({name: {}})
    assert all(statement["Effect"] == "Allow" for statement in statements)


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("arn:aws:iam::111122223333:role/r", False),
        ({"Fn::GetAtt": ["R", "Arn"]}, False),
        ({"Fn::If": ["C", "r", "s"]}, False),
        ({"Fn::If": [{"Ref": "C"}, "r", ABSENT]}, False),
        ({"Fn::If": ["C", "r", ABSENT]}, True),
    ],
)
def test_a_role_that_is_given_is_not_made(given: Any, made: bool) -> None:
    assert ("FRole" in resources({"Type": FUNCTION, "Properties": {"Role": given}})) is made


@pytest.mark.parametrize(
    ("branches", "condition"),
    [([ABSENT, "r"], "C"), (["r", ABSENT], "NOTC"), ([ABSENT, ABSENT], None)],
)
def test_a_role_is_made_for_the_branch_that_names_none(branches: Any, condition: Any) -> None:
    row = {"Type": FUNCTION, "Properties": {"Role": {"Fn::If": ["C", *branches]}}}
    document = with_sam_roles(Document({"Resources": {"F": row}, "Conditions": {"C": {}}}))
    found = document.data["Resources"]
    arn = {"Fn::GetAtt": ["FRole", "Arn"]}
    own = [arn if branch == ABSENT else branch for branch in branches]
    assert found["F"]["Properties"]["Role"] == {"Fn::If": ["C", *own]}
    assert found["FRole"].get("Condition") == condition
    negated = {"NOTC": {"Fn::Not": [{"Condition": "C"}]}} if condition == "NOTC" else {}
    assert document.data["Conditions"] == {"C": {}, **negated}


def test_a_state_machine_with_a_role_has_no_other() -> None:
    row = {"Type": MACHINE, "Properties": {"Role": {"Fn::If": ["C", "r", ABSENT]}}}
    assert "FRole" not in resources(row)


def test_a_role_exists_where_its_resource_does() -> None:
    made = resources({"Type": FUNCTION, "Condition": "C"})
    assert made["FRole"]["Condition"] == "C"


@pytest.mark.parametrize("row", ["text", {"Type": "AWS::Lambda::Function"}, {"Type": ["x"]}, {}])
def test_other_resources_have_none(row: Any) -> None:
    assert resources(row) == {"F": row}


@pytest.mark.parametrize("data", [[], {}, {"Resources": []}])
def test_what_is_no_template_is_left_alone(data: Any) -> None:
    document = Document(data)
    assert with_sam_roles(document) is document


def test_a_role_of_that_name_in_the_template_stays() -> None:
    rows = {"F": {"Type": FUNCTION}, "FRole": {"Type": "AWS::IAM::Role"}}
    document = Document({"Resources": rows})
    assert with_sam_roles(document) is document


def test_globals_are_merged_into_what_a_function_says_itself() -> None:
    shared = {"Function": {"Layers": ["a"], "FunctionUrlConfig": {"AuthType": "NONE"}}}
    row = {"Layers": ["b"], "FunctionUrlConfig": {"InvokeMode": "BUFFERED"}}
    found = resources({"Type": FUNCTION, "Properties": row}, Globals=shared)
    assert found["F"]["Properties"]["Layers"] == ["a", "b"]
    assert found["F"]["Properties"]["FunctionUrlConfig"] == {
        "AuthType": "NONE",
        "InvokeMode": "BUFFERED",
    }
    assert found["FUrlPublicPermissions"]["Properties"]["Principal"] == "*"


def test_a_function_names_the_role_that_is_made_and_is_processed_once() -> None:
    document = Document({"Resources": {"F": {"Type": FUNCTION}}, "Globals": {"Function": {}}})
    made = with_sam_roles(document)
    assert made.data["Resources"]["F"]["Properties"]["Role"] == {"Fn::GetAtt": ["FRole", "Arn"]}
    assert with_sam_roles(made) == made


@pytest.mark.parametrize(
    ("conditions", "expected", "added"),
    [
        (["A", "A"], {"Condition": "A"}, {}),
        (["A", None], {}, {}),
        (
            ["B", "A"],
            {"Condition": "ServerlessRestApiCondition"},
            {"ServerlessRestApiCondition": {"Fn::Or": [{"Condition": "A"}, {"Condition": "B"}]}},
        ),
    ],
)
def test_an_api_of_events_exists_with_one_of_them(
    conditions: list[str | None], expected: dict[str, str], added: dict[str, Any]
) -> None:
    event = {"Type": "Api", "Properties": {"Path": "/", "Method": "get"}}
    row = {"Type": FUNCTION, "Properties": {"Events": {"E": event}}}
    rows = {
        f"F{index}": {**row, **({"Condition": each} if each else {})}
        for index, each in enumerate(conditions)
    }
    shared = {"Api": {"EndpointConfiguration": "PRIVATE"}}
    made = with_sam_roles(Document({"Resources": rows, "Globals": shared})).data
    assert made["Resources"]["ServerlessRestApi"] == {
        "Type": "AWS::Serverless::Api",
        "Properties": shared["Api"],
        **expected,
    }
    assert made.get("Conditions", {}) == added


def test_one_role_deploys_all_functions() -> None:
    preference = {"Type": "AllAtOnce", "PassthroughCondition": True}
    row = {"Type": FUNCTION, "Properties": {"DeploymentPreference": preference}}
    rows = {"F": {**row, "Condition": "A"}, "G": row}
    made = with_sam_roles(Document({"Resources": rows})).data["Resources"]
    assert "Condition" not in made["CodeDeployServiceRole"]
    assert made["FDeploymentGroup"]["Condition"] == "A"


@pytest.mark.parametrize("given", [None, ""])
def test_an_empty_role_is_none(given: Any) -> None:
    assert "FRole" in resources({"Type": FUNCTION, "Properties": {"Role": given}})


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        pytest.param(
            "NONE", ["Url", "UrlPublicPermissions", "URLInvokeAllowPublicAccess"], id="open"
        ),
        pytest.param("AWS_IAM", ["Url"], id="signed"),
        pytest.param({"Ref": "Kind"}, ["Url"], id="by a parameter"),
    ],
)
def test_the_url_of_a_function_is_of_its_alias(kind: Any, made: list[str]) -> None:
    properties = {"AutoPublishAlias": "live", "FunctionUrlConfig": {"AuthType": kind}}
    row = {"Type": "AWS::Serverless::Function", "Properties": properties}
    found = with_sam_roles(Document({"Resources": {"F": row}}, "t")).data["Resources"]
    alias = {"Fn::Join": [":", [{"Fn::GetAtt": ["F", "Arn"]}, "live"]]}
    of_url = {
        key: each["Properties"] for key, each in found.items() if key.startswith(("FU", "Fu"))
    }
    assert [*of_url] == [f"F{each}" for each in made]
    assert of_url["FUrl"] == {"TargetFunctionArn": alias, "AuthType": kind}
    assert all(each.get("FunctionName", alias) == alias for each in of_url.values())
