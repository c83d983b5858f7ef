from __future__ import annotations

import re
from pathlib import Path

import pytest

from influmojo_cfn.checks.run import check, with_nested
from influmojo_cfn.errors import Error

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Metadata:
  com.aws.cloudformation.Context: {arch: one role}
Parameters:
  Unused: {Type: String}
Resources:
  Worker:
    Type: AWS::IAM::Role
    Metadata:
      com.aws.cloudformation.Context: {why: runs the worker}
    Properties:
      RoleName: worker
      Tags: [{Key: Project, Value: worker}]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: ecs-tasks.amazonaws.com}
            Action: sts:AssumeRole
            Condition:
              StringEquals: {"aws:SourceAccount": !Ref AWS::AccountId}
              ArnLike:
                aws:SourceArn: !Sub arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*
"""
CLEAN = TEMPLATE.replace("Parameters:\n  Unused: {Type: String}\n", "")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the configuration of cfn-lint that the person who runs the tests has out of them."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def seen(text: str, name: str = "template.yaml") -> list[str]:
    Path(name).write_text(text)
    return [f"{finding.line} {finding.id}" for finding in check([Path(name)])]


def test_a_clean_template_has_no_finding() -> None:
    assert seen(CLEAN) == []


def test_what_both_validators_say_is_said_once() -> None:
    assert seen(TEMPLATE) == ["5 W2001"]


def test_the_line_is_that_of_a_json_template_too() -> None:
    assert seen('{\n"Resources": {\n"A": {"Type": "AWS::No::Such"}}}', "t.json")[0] == "3 F3006"


def test_what_only_cloudformation_validate_knows_is_found() -> None:
    text = CLEAN.replace("      Tags: [{Key: Project, Value: worker}]\n", "")
    assert seen(text) == ["9 I9040"]


SUPPRESSED = CLEAN.replace("      Tags: [{Key: Project, Value: worker}]\n", "").replace(
    "    Metadata:\n      com",
    "    Metadata:\n      cfn-lint: {config: {ignore_checks: [I9040]}}\n      com",
)


def test_a_suppression_on_the_resource_holds_for_both_validators() -> None:
    assert seen(SUPPRESSED) == []


def test_a_suppression_on_the_template_holds_for_both_validators() -> None:
    line = "Metadata:\n  cfn-lint: {config: {ignore_checks: [W2001]}}\n  com"
    assert seen(TEMPLATE.replace("Metadata:\n  com", line, 1)) == []


def test_a_suppression_ends_with_its_file(home: Path) -> None:
    line = "Metadata:\n  cfn-lint: {config: {ignore_checks: [W2001]}}\n  com"
    (home / "a.yaml").write_text(TEMPLATE.replace("Metadata:\n  com", line, 1))
    (home / "b.yaml").write_text(TEMPLATE)
    assert [f.file for f in check([Path("a.yaml"), Path("b.yaml")])] == ["b.yaml"]


def test_the_users_configuration_holds(home: Path) -> None:
    (home / ".cfnlintrc").write_text("ignore_checks: [W2001]\n")
    assert seen(TEMPLATE) == []


def test_a_wrong_configuration_is_an_error(home: Path) -> None:
    (home / ".cfnlintrc").write_text("ignore_checkz: [W2001]\n")
    with pytest.raises(Error, match=r"\.cfnlintrc: .*ignore_checkz"):
        seen(TEMPLATE)


def test_the_regions_are_those_of_the_user_and_said_in_one_line(home: Path) -> None:
    (home / ".cfnlintrc").write_text("regions: [ALL_REGIONS]\n")
    Path("t.yaml").write_text(CLEAN + "  Fleet:\n    Type: AWS::RoboMaker::Fleet\n")
    (message,) = [finding.message for finding in check([Path("t.yaml")]) if finding.id == "E3006"]
    assert re.fullmatch(
        r"Resource type 'AWS::RoboMaker::Fleet' does not exist in 'af-south-1', 'ap-east-1', "
        r"'ap-east-2' and \d+ more Regions",
        message,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [", ["2 E0000"]),
        ("a: 1\na: 2\n", ["2 E0000"]),
        ("- 1\n", ["1 E0000"]),
        ("[" * 100_000, ["1 E0000"]),
        ("", ["1 E0000"]),
        ("{}", ["1 E0000"]),
    ],
    ids=["cut off", "a key twice", "a list", "deep", "empty", "an empty object"],
)
def test_what_is_no_template_is_a_finding(text: str, expected: list[str]) -> None:
    assert seen(text)[:1] == expected


POLICY = """\
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:ListObjectsV2"],
      "Resource": "arn:aws:s3:::influmojo-uploads/*"
    }
  ]
}
"""


def test_a_bare_policy_is_checked_by_our_rules_alone() -> None:
    Path("policy.json").write_text(POLICY)
    findings = check([Path("policy.json")])
    assert [(f.line, f.severity, f.tool) for f in findings] == [(6, "error", "influmojo-cfn")]


BARE = {
    "p.json": '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*",\n'
    '"Resource": "*"}}',
    "p.yaml": "Version: '2012-10-17'\nStatement: {Effect: Allow, Action: 's3:*', Resource: '*'}\n",
}


@pytest.mark.parametrize("name", BARE)
@pytest.mark.parametrize("iam_only", [True, False])
def test_the_users_configuration_holds_for_a_bare_policy(
    name: str, iam_only: bool, home: Path
) -> None:
    Path(name).write_text(BARE[name])
    found = {finding.id for finding in check([Path(name)], iam_only=iam_only)}
    assert found
    (home / ".cfnlintrc").write_text(f"ignore_checks: [{min(found)}]\n")
    left = {finding.id for finding in check([Path(name)], iam_only=iam_only)}
    assert left == found - {min(found)}
    assert check([Path(name)], iam_only=iam_only, ignored=sorted(left)) == []


@pytest.mark.parametrize("iam_only", [True, False])
def test_files_of_every_kind_are_ignored_by_their_pattern(iam_only: bool, home: Path) -> None:
    contents = {**BARE, "t.yaml": TEMPLATE, "claims.yaml": "claims: 3\n", "broken.json": "{"}
    Path("old").mkdir()
    for name, text in contents.items():
        Path("old", name).write_text(text)
    Path("p.json").write_text(BARE["p.json"])
    paths = [Path("p.json"), *(Path("old", name) for name in contents)]
    (home / ".cfnlintrc").write_text("ignore_templates: ['old/*', 'missing/**']\n")
    found = check(paths, iam_only=iam_only)
    assert {finding.file for finding in found} == {"p.json"}


def test_our_rules_run_on_templates() -> None:
    text = CLEAN.replace(
        "      Tags:",
        f"      Policies: [{{PolicyName: own, PolicyDocument: {' '.join(POLICY.split())}}}]\n"
        "      Tags:",
    )
    Path("t.yaml").write_text(text)
    assert "s3:ListObjectsV2" in " ".join(finding.message for finding in check([Path("t.yaml")]))


OLD = CLEAN.replace("      RoleName: worker\n", "      RoleName: worker\n      Path: /old/\n")


def test_what_an_update_would_break_is_found() -> None:
    Path("old.yaml").write_text(OLD)
    Path("new.yaml").write_text(CLEAN)
    (finding,) = check([Path("new.yaml")], against=Path("old.yaml"))
    assert (finding.id, finding.file, finding.line) == ("E9851", "new.yaml", 9)


def test_what_an_update_would_break_is_found_in_each_of_two_equal_files() -> None:
    Path("old.yaml").write_text(OLD)
    for name in ("new.yaml", "other.yaml"):
        Path(name).write_text(CLEAN)
    found = check([Path("new.yaml"), Path("other.yaml")], against=Path("old.yaml"), iam_only=True)
    assert [finding.file for finding in found] == ["new.yaml", "other.yaml"]


LOOP = """Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Roles:
    - Name
    - [One, Two]
    - "Role${Name}":
        Type: AWS::IAM::Role
        Properties:
          RoleName: !Sub "role-${Name}"
          Path: /PATH/
          AssumeRolePolicyDocument: {Statement: []}
"""


def test_what_an_update_would_break_in_a_loop_is_found() -> None:
    Path("old.yaml").write_text(LOOP.replace("PATH", "old"))
    Path("new.yaml").write_text(LOOP.replace("PATH", "new"))
    found = [
        (finding.line, finding.message.split(", ")[0])
        for finding in check([Path("new.yaml")], against=Path("old.yaml"), iam_only=True)
        if finding.id == "E9851"
    ]
    assert found == [
        (10, "Path of RoleOne has changed"),
        (10, "Path of RoleTwo has changed"),
    ]


@pytest.mark.parametrize("side", ["old.yaml", "new.yaml"])
def test_a_loop_that_cannot_be_compared_is_named(side: str) -> None:
    notes: list[str] = []
    for name in ("old.yaml", "new.yaml"):
        text = LOOP.replace("[One, Two]", "!Ref Names") if name == side else LOOP
        Path(name).write_text(text)
    check([Path("new.yaml")], against=Path("old.yaml"), iam_only=True, note=notes.append)
    assert [f"{side}:3: Fn::ForEach::Roles" in note for note in notes] == [True]


def test_a_role_that_goes_to_a_nested_stack_is_found_at_the_stack() -> None:
    Path("old.yaml").write_text(CLEAN)
    Path("nested.yaml").write_text(CLEAN.replace("  Worker:", "  Other:"))
    root = "Resources:\n  Roles:\n    Type: AWS::CloudFormation::Stack\n"
    Path("new.yaml").write_text(f"{root}    Properties: {{TemplateURL: nested.yaml}}\n")
    found = check([Path("new.yaml")], against=Path("old.yaml"), iam_only=True)
    seen = [(each.file, each.line) for each in found if "'worker'" in each.message]
    assert seen == [("new.yaml", 2)]


def parent(location: str) -> str:
    stack = "Resources:\n  S:\n    Type: AWS::CloudFormation::Stack\n"
    return f"{stack}    Properties: {{TemplateURL: {location}}}\n"


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        pytest.param("stacks/child.yaml", ["parent.yaml", "stacks/child.yaml"], id="at hand"),
        pytest.param("stacks/none.yaml", ["parent.yaml"], id="missing"),
        pytest.param("stacks", ["parent.yaml"], id="a folder"),
        pytest.param("https://b.s3.amazonaws.com/child.yaml", ["parent.yaml"], id="elsewhere"),
        pytest.param("parent.yaml", ["parent.yaml"], id="itself"),
    ],
)
def test_the_template_of_a_nested_stack_is_checked_too(location: str, expected: list[str]) -> None:
    Path("stacks").mkdir()
    Path("stacks/child.yaml").write_text("Resources: {}")
    Path("parent.yaml").write_text(parent(location))
    files = with_nested([Path("parent.yaml")])
    assert [*map(str, files)] == expected
    alone, both = (
        [each for each in check(paths, iam_only=True) if each.file != "parent.yaml"]
        for paths in ([Path("parent.yaml")], files)
    )
    assert alone == both
    assert bool(alone) is ("stacks/child.yaml" in expected)


def test_nested_templates_of_nested_templates_are_found_once() -> None:
    Path("one.yaml").write_text(parent("two.yaml"))
    Path("two.yaml").write_text(parent("one.yaml"))
    assert with_nested([Path("two.yaml"), Path("./two.yaml")]) == [
        Path("two.yaml"),
        Path("one.yaml"),
    ]


def test_an_update_that_breaks_nothing_has_no_finding() -> None:
    Path("old.yaml").write_text(CLEAN)
    Path("new.yaml").write_text(CLEAN)
    assert check([Path("new.yaml")], against=Path("old.yaml")) == []


def test_an_old_template_that_cannot_be_parsed_is_an_error() -> None:
    Path("old.yaml").write_text("a: [")
    Path("new.yaml").write_text(CLEAN)
    with pytest.raises(Error, match=r"^old\.yaml:2: is not YAML or JSON"):
        check([Path("new.yaml")], against=Path("old.yaml"))


def test_files_that_cannot_be_read_are_named_all_at_once(home: Path) -> None:
    (home / "latin.yaml").write_bytes(b"a: \xe9\n")
    with pytest.raises(Error) as caught:
        check([Path("missing.yaml"), home, Path("latin.yaml")])
    assert [str(problem).removeprefix(f"{home}") for problem in caught.value.problems] == [
        "missing.yaml: cannot be read: No such file or directory; check its path",
        ": cannot be read: Is a directory; give a file in it",
        "latin.yaml: is not UTF-8 text (byte 3); save it as UTF-8",
    ]


def test_a_file_named_twice_is_checked_once() -> None:
    Path("t.yaml").write_text(TEMPLATE)
    assert len(check([Path("t.yaml"), Path("t.yaml")])) == 1


BRANCHES = "".join(
    f"\n          - !If [HasA{index}, !Ref A{index}, !Ref AWS::NoValue]" for index in range(16)
)
BRANCHED = CLEAN.replace(
    "Resources:",
    "Parameters:"
    + "".join(f"\n  A{index}: {{Type: String, Default: ''}}" for index in range(16))
    + "\nConditions:"
    + "".join(f"\n  HasA{index}: !Not [!Equals [!Ref A{index}, '']]" for index in range(16))
    + "\nResources:",
).replace("      Tags:", f"      ManagedPolicyArns:{BRANCHES}\n      Tags:")


def test_what_the_validator_could_not_look_at_is_a_note_and_no_finding() -> None:
    Path("t.yaml").write_text(BRANCHED)
    notes: list[str] = []
    findings = check([Path("t.yaml")], note=notes.append)
    assert ([finding.id for finding in findings if finding.id == "W9052"], notes) == (
        [],
        ["t.yaml: cloudformation-validate reached its limits and did not look at everything"],
    )


def test_a_template_that_was_looked_at_in_full_has_no_note() -> None:
    Path("t.yaml").write_text(CLEAN)
    notes: list[str] = []
    check([Path("t.yaml")], note=notes.append)
    assert notes == []


def test_a_name_with_wildcard_characters_is_a_name() -> None:
    assert seen(TEMPLATE, "a[1]*.yaml") == ["5 W2001"]


WRAPPED = f'{{"PolicyVersion": {{"Document": {" ".join(POLICY.split())}}}}}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (POLICY, ["6 E9102"]),
        ("\ufeff" + POLICY, ["6 E9102"]),
        (POLICY.replace("\n", "\r\n"), ["6 E9102"]),
        (WRAPPED, ["1 E9102"]),
        (f'{{"PolicyDocument": {POLICY}}}', ["6 E9102"]),
        ("// pasted\n" + POLICY, ["3 E0000"]),
        ("# pasted\n" + POLICY, ["1 E0000", "7 E9102"]),
        (POLICY.replace('uploads/*"', 'uploads/*",'), ["6 E9102", "8 E0000"]),
        (POLICY.replace('"Effect"', '"Effect": "Deny", "Effect"'), ["5 E0000"]),
        ('{"statement": []}', ["1 E9819", "1 E9814"]),
    ],
    ids=[
        "plain",
        "byte order mark",
        "CRLF",
        "as the CLI prints it",
        "within a role",
        "a comment of C",
        "a comment of YAML",
        "a comma too many",
        "a key twice",
        "small letters",
    ],
)
def test_a_policy_as_people_paste_it(text: str, expected: list[str]) -> None:
    Path("policy.json").write_bytes(text.encode())
    assert [f"{one.line} {one.id}" for one in check([Path("policy.json")])] == expected


def test_against_something_that_is_no_template_is_an_error() -> None:
    Path("new.yaml").write_text(CLEAN)
    Path("old.json").write_text(POLICY)
    with pytest.raises(
        Error, match=r"old\.json: is a policy document, not a CloudFormation template; "
    ):
        check([Path("new.yaml")], against=Path("old.json"))


@pytest.mark.parametrize(
    "text",
    [
        '{"Metadata":[],"Resources":{}}',
        '{"Metadata":{"cfn-lint":7},"Resources":{}}',
        '{"claims":[{"claim":"a","never":{"actions":[{"Ref":"X"}]}}]}',
        '{"Resources":{"A":{"Type":{"a":1}}}}',
    ],
)
def test_what_is_broken_is_a_finding(text: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text(text)
    against = broken if "Type" in text else None
    assert check([broken], against=against)


def test_one_region_is_looked_at_where_the_user_names_none() -> None:
    text = CLEAN + "  Fleet:\n    Type: AWS::RoboMaker::Fleet\n"
    assert "E3006" not in " ".join(seen(text))


def test_each_template_is_named_before_it_is_checked() -> None:
    Path("t.yaml").write_text(CLEAN)
    named: list[Path] = []
    check([Path("t.yaml")], progress=named.append)
    assert named == [Path("t.yaml")]
