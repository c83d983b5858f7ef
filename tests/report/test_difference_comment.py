"""A difference as a comment that a reviewer acts on."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.proof.difference import Difference, compare_documents
from influmojo_cfn.report.difference_comment import markdown
from tests.proof.policies import allow
from tests.report.test_difference import NEW, OLD

BEFORE = """
Resources:
  Worker:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: !Sub "arn:aws:sqs:us-east-1:${AWS::AccountId}:jobs"
"""
TRUST = "{Service: ecs-tasks.amazonaws.com}"
AFTER = (
    BEFORE.replace(TRUST, '{Service: ecs-tasks.amazonaws.com, AWS: "444455556666"}')
    .replace(
        "              - Effect: Allow\n",
        """\
              - {Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::logs/*"}
              - Effect: Allow
                Action: sqs:ReceiveMessage
                Resource: !Sub "arn:aws:sqs:us-east-1:${AWS::AccountId}:*"
              - Effect: Allow
                Action: dynamodb:PutItem
                Resource: arn:aws:dynamodb:us-east-1:111122223333:table/tasks
              - {Effect: Allow, Action: "iam:PutRole*", Resource: "*"}
              - Effect: Allow
""",
    )
    .replace("sqs:SendMessage", "sqs:GetQueueUrl")
)

COMMENT = """
## Access changes

**Gained**: 6 statements (1 permissions management, 1 trust, 1 write, 3 read) · **Lost**: 1 statement (1 write)

### Gained

- **Permissions management** · `Worker`: `iam:PutRole*` on `*` (`new.yaml:22`)
  - For example, `Worker` can now call `iam:PutRolePermissionsBoundary` on `arn:aws:iam::${AWS::AccountId}:role/x`.
- **Trust** · `Worker` (trust policy): `sts:AssumeRole` for AWS 444455556666 (`new.yaml:9`)
  - For example, the AWS account 444455556666 can now assume `Worker`: `sts:AssumeRole`.
- **Write** · `Worker`: `dynamodb:PutItem` on `arn:aws:dynamodb:us-east-1:111122223333:table/tasks` (`new.yaml:19`)
  - For example, `Worker` can now call `dynamodb:PutItem` on `arn:aws:dynamodb:us-east-1:111122223333:table/tasks`.
- **Read** · `Worker`: `s3:GetObject` on `arn:aws:s3:::logs/*` (`new.yaml:15`)
  - For example, `Worker` can now call `s3:GetObject` on `arn:aws:s3:::logs/x`.
- **Read** · `Worker`: `sqs:ReceiveMessage` on `arn:aws:sqs:us-east-1:${AWS::AccountId}:*` (`new.yaml:16`)
  - For example, `Worker` can now call `sqs:ReceiveMessage` on `arn:aws:sqs:us-east-1:${AWS::AccountId}:x`.
- **Read** · `Worker`: `sqs:GetQueueUrl` on `arn:aws:sqs:us-east-1:${AWS::AccountId}:jobs` (`new.yaml:23`)
  - For example, `Worker` can now call `sqs:GetQueueUrl` on `arn:aws:sqs:us-east-1:${AWS::AccountId}:jobs`.

<details>
<summary>Lost: 1</summary>

- **Write** · `Worker`: `sqs:SendMessage` on `arn:aws:sqs:us-east-1:${AWS::AccountId}:jobs` (`old.yaml:15`)
  - For example, `Worker` can no longer call `sqs:SendMessage` on `arn:aws:sqs:us-east-1:${AWS::AccountId}:jobs`.

</details>

<details>
<summary>What was compared</summary>

- Unchanged: nothing

</details>
""".strip()  # noqa: E501


def comment(before: str, after: str, **given: str) -> str:
    environment = Environment(parameters=given)
    old, new = parse(before, "old.yaml"), parse(after, "new.yaml")
    return markdown(compare_documents(old, new, environment=environment))


def test_a_comment_says_first_what_was_gained_and_the_worst_of_it_first() -> None:
    assert comment(BEFORE, AFTER) == COMMENT


def test_nothing_to_say_is_one_line() -> None:
    assert comment(AFTER, AFTER) == "No role or policy gained or lost access."
    with_parameter = BEFORE + "Parameters: {P: {Type: String, Default: x}}\n"
    assert comment(with_parameter, with_parameter) == (
        "No role or policy gained or lost access. Every parameter at the default of each side."
    )
    assert markdown(Difference(())) == "The templates have no roles or policies to compare."


def test_a_comment_says_before_what_was_gained_that_the_update_fails() -> None:
    policies = "      Policies:\n"
    before = BEFORE.replace(policies, f"      RoleName: w\n{policies}")
    after = AFTER.replace(policies, f"      RoleName: w\n      Path: /a/\n{policies}")
    found = comment(before, after)
    assert found.index("### The update fails\n\n- Path of") < found.index("### Gained")


def test_an_administrator_is_named_before_all_else() -> None:
    every = BEFORE.replace("Action: sqs:SendMessage", 'Action: "*"').replace(
        '!Sub "arn:aws:sqs:us-east-1:${AWS::AccountId}:jobs"', '"*"'
    )
    lines = comment(BEFORE, every).splitlines()
    assert lines[4:6] == [
        "> [!CAUTION]",
        "> Administrator access for `Worker`: every action on every resource.",
    ]
    assert "- **Administrator** · `Worker`: `*` on `*` (`new.yaml:15`)" in lines
    assert "[!CAUTION]" not in comment(every, BEFORE)


def test_anybodys_bucket_is_worse_than_a_role_that_reads() -> None:
    items = [line for line in markdown(compare_documents(OLD, NEW)).splitlines() if "· `" in line]
    assert [line.split(" · ")[0] for line in items] == [
        *("- **Anyone, Read**", "- **Trust**", "- **Write**", "- **Read**"),
    ]
    assert "the AWS account 999999999999 can now call `s3:GetObject`" in markdown(
        compare_documents(OLD, NEW)
    )


def test_an_account_that_the_template_writes_stays_as_it_is() -> None:
    literal = AFTER.replace("${AWS::AccountId}:*", "111122223333:*")
    assert "`arn:aws:sqs:us-east-1:111122223333:*`" in comment(BEFORE, literal)
    given = BEFORE.replace("${AWS::AccountId}:jobs", "${Account}:jobs")
    given += "Parameters: {Account: {Type: String}}\n"
    after = given.replace("sqs:SendMessage", "sqs:ReceiveMessage")
    assert "${AWS::AccountId}" not in comment(given, after, Account="111122223333")
    default = given.replace("{Type: String}", '{Type: String, Default: "111122223333"}')
    after = default.replace("sqs:SendMessage", "sqs:ReceiveMessage")
    assert "${AWS::AccountId}" not in comment(default, after)


def test_an_account_in_the_description_of_a_parameter_is_none_that_the_template_writes() -> None:
    words = '{Type: String, Description: "such as arn:aws:iam::111122223333:policy/p"}'
    described = AFTER + f"Parameters: {{Boundary: {words}}}\n"
    assert "`arn:aws:sqs:us-east-1:${AWS::AccountId}:*`" in comment(BEFORE, described)


def policy(*statements: dict[str, Any]) -> Document:
    return Document({"Version": "2012-10-17", "Statement": list(statements)}, "p.json")


def test_a_policy_document_has_no_pseudo_parameters() -> None:
    after = policy(allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:*"))
    assert "AWS::AccountId" not in markdown(compare_documents(policy(allow("s3:X")), after))


def test_many_actions_and_many_statements_are_folded() -> None:
    many = [f"sqs:{name}" for name in ("SendMessage", "ReceiveMessage", "DeleteMessage")]
    many += [f"s3:{name}" for name in ("GetObject", "PutObject", "DeleteObject", "GetBucketAcl")]
    text = markdown(compare_documents(policy(allow("s3:X")), policy(allow(many))))
    assert "  - <details><summary>All 7 actions</summary>" in text
    rows = [allow("s3:GetObject", f"arn:aws:s3:::b{n}/*") for n in range(23)]
    text = markdown(compare_documents(policy(allow("s3:X")), policy(*rows)))
    assert text.count("- **Read**") == 23
    assert text.index("<summary>3 more</summary>") > text.index("arn:aws:s3:::b19/")


def test_what_is_not_known_is_not_folded_and_comes_before_what_was_lost() -> None:
    attached = "ManagedPolicyArns: [!ImportValue others]\n      Policies:"
    text = comment(AFTER, BEFORE.replace("Policies:", attached))
    shown, folded = text.split("<details>", 1)
    assert "### Not known, so not safe to assume" in shown
    assert "others" in shown
    assert "**Not known**: " in shown
    assert "<summary>Lost: " in folded


def test_what_was_denied_is_said_under_the_statement() -> None:
    jobs = "arn:aws:sqs:*:*:jobs"
    allows = BEFORE.replace("AccountId}:jobs", "AccountId}:*")
    denies = allows.replace(
        "Statement:\n              - Effect",
        f'Statement:\n              - {{Effect: Deny, Action: "sqs:*", Resource: "{jobs}"}}\n'
        "              - Effect",
    )
    said = "Of these requests, `sqs:*` on `arn:aws:sqs:*:*:jobs` (`old.yaml:15`) was denied before."
    assert f"  - {said}" in comment(denies, allows)


def test_a_removed_deny_of_a_resource_policy_is_named_as_that() -> None:
    deny = (
        '{Effect: Deny, Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::b/*", '
        'Condition: {Bool: {"aws:SecureTransport": "false"}}}'
    )
    template = """\
Resources:
  Access:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: b
      PolicyDocument: {Version: "2012-10-17", Statement: [%s]}
"""
    allow = '{Effect: Allow, Principal: {AWS: "111122223333"}, Action: "s3:GetObject", '
    allow += 'Resource: "arn:aws:s3:::b/*"}'
    text = comment(template % f"{deny}, {allow}", template % allow)
    (line,) = (each for each in text.splitlines() if "no longer denied" in each)
    assert "`Access` (policy): no longer denied: `s3:*` on `arn:aws:s3:::b/*` when" in line


def test_names_of_somebodys_template_are_code() -> None:
    evil = "W@octocat <img src=x> `x` | [x](http://e)"
    text = comment(BEFORE, AFTER.replace("Worker:", f"{evil!r}:"))
    assert "@octocat" in text
    for line in text.splitlines():
        assert "@octocat" not in line.replace(f"`` {evil} ``", "")
