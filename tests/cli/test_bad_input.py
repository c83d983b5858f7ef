"""Bad input through the command: the exact words, the exit code, and the output as it was."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from influmojo_cfn.cli import end_in_order, main
from tests.command_line import ROOT, run

OLD = "what stood here before\n"
GRANT = "project: shop\ntask_role:\n  grants:\n    - "
BUCKET = (
    "an S3 bucket name: 3 to 63 lowercase letters, digits, dots and hyphens, beginning and ending "
    "with a letter or digit, not an IP address and without a reserved prefix or suffix"
)


def lines(*parts: str) -> str:
    return "\n".join(parts) + "\n"


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10)
)
LONG = "a-project-of-a-long-name"

CASES: dict[str, tuple[str, str]] = {
    "unknown grant": (
        GRANT + "grant: s3.upload_object\n    - grant: nothing.like_it",
        lines(
            "error: app.yaml:4 task_role.grants[0].grant: unknown 's3.upload_object'; did you "
            "mean 's3.upload_objects'?",
            "error: app.yaml:5 task_role.grants[1].grant: unknown 'nothing.like_it'; "
            "influmojo-cfn grants lists them",
        ),
    ),
    "unknown key": (
        "projct: shop\ntask_role: {grants: [{grant: sns.publish, topik: a}]}",
        lines(
            "error: app.yaml:1 projct: unknown key; did you mean 'project'?",
            "error: app.yaml:1 project: is missing: the beginning of every name, such as orders",
            "error: app.yaml:2 task_role.grants[0].topic: is missing: 'sns.publish' needs it "
            "(The topic.)",
            "error: app.yaml:2 task_role.grants[0].topik: unknown argument of 'sns.publish'; did "
            "you mean 'topic'?; it takes topic, account, region, kms_key",
        ),
    ),
    "wrong type": (
        GRANT + "s3.read_objects\n    - {grant: s3.read_objects, bucket: 123}\n"
        "    - {grant: s3.read_objects, bucket: !Ref Uploads}\n"
        "attach_execution_policy: 'yes'",
        lines(
            "error: app.yaml:4 task_role.grants[0]: unexpected string (expected mapping); write "
            "grant: s3.read_objects and its arguments",
            "error: app.yaml:5 task_role.grants[1].bucket: unexpected number (expected string); "
            "put it in quotes",
            "error: app.yaml:6 task_role.grants[2].bucket: unexpected CloudFormation function; "
            f"expected a string or a parameter: {BUCKET}",
            "error: app.yaml:7 attach_execution_policy: unexpected string (expected boolean)",
        ),
    ),
    "missing key": (
        "task_role: {grants: [{bucket: abc}, {grant: s3.read_objects}, {grant: logs.write_logs}]}",
        lines(
            "error: app.yaml:1 project: is missing: the beginning of every name, such as orders",
            "error: app.yaml:1 task_role.grants[0].grant: is missing: the name of a grant, such "
            "as s3.read_objects",
            "error: app.yaml:1 task_role.grants[1].bucket: is missing: 's3.read_objects' needs "
            "it (The bucket.)",
            "error: app.yaml:1 task_role.grants[2]: 'logs.write_logs' needs at least one of "
            "groups, prefix",
        ),
    ),
    "empty roles": (
        "project: shop\nexecution_role: {}\ntask_role:\n  grants: []",
        lines(
            "error: app.yaml:2 execution_role.grants: is empty: add a grant, or omit "
            "execution_role",
            "error: app.yaml:4 task_role.grants: is empty: add a grant, or omit task_role",
        ),
    ),
    "bucket name": (
        GRANT + "{grant: s3.read_objects, bucket: Shop_Files}",
        lines(f"error: app.yaml:4 task_role.grants[0].bucket: 'Shop_Files' must be {BUCKET}"),
    ),
    "account ID of 11 digits": (
        GRANT + "{grant: s3.read_objects, bucket: abc, account: '11112222333'}",
        lines(
            "error: app.yaml:4 task_role.grants[0].account: '11112222333' must be an AWS account "
            "ID: 12 digits"
        ),
    ),
    "default that its own pattern refuses": (
        GRANT
        + "{grant: sns.publish, topic: {parameter: T, default: ab, allowed_pattern: '[0-9]+'}}",
        lines(
            "error: app.yaml:4 task_role.grants[0].topic.default: 'ab' does not match its own "
            "allowed_pattern '[0-9]+'"
        ),
    ),
    "default that is too long": (
        GRANT + "{grant: sns.publish, topic: {parameter: T, default: abc, max_length: 2}}\n"
        "    - {grant: sns.publish, topic: {parameter: U, default: abc, max_length: 0}}",
        lines(
            "error: app.yaml:4 task_role.grants[0].topic.default: is 3 characters long; at most "
            "2 are allowed",
            "error: app.yaml:5 task_role.grants[1].topic.max_length: must be 1 to 4,096 "
            "characters, not 0",
        ),
    ),
    "project name": (
        f"project: {LONG}\ngrants: [{{grant: xray.write_traces}}]",
        lines(
            f"error: app.yaml:1 project: '{LONG}' makes the role name "
            f"{LONG}-<EnvironmentName>-ecs-task-execution-role 69 characters long with the longest "
            "EnvironmentName (20 characters); IAM allows 64: shorten the project by 5"
        ),
    ),
    "duplicate Sids": (
        GRANT + "&same {grant: custom.statement, actions: s3:GetObject, "
        "resources: 'arn:aws:s3:::a/*', reason: r, sid: Same}\n    - *same",
        lines(
            "error: app.yaml:5 task_role.grants[1].sid: the Sid 'Same' is also that of "
            "task_role.grants[0]"
        ),
    ),
    "duplicate logical IDs": (
        GRANT + "{grant: sns.publish, topic: {parameter: TaskPolicy, default: a}}\n"
        "    - {grant: sns.publish, topic: {parameter: A, default: a}}\n"
        "    - {grant: sqs.send_messages, queue: {parameter: A, default: a}}\n"
        "    - {grant: sns.publish, topic: {parameter: a, default: a}}",
        lines(
            "error: app.yaml:4 task_role.grants[0].topic.parameter: 'TaskPolicy' is a logical ID "
            "of the template itself",
            "error: app.yaml:6 task_role.grants[2].queue: the parameter 'A' is a queue name here "
            "and a topic name at task_role.grants[1].topic; give it an allowed_pattern that fits "
            "both",
            "error: app.yaml:7 task_role.grants[3].topic: the name 'a' differs from 'A' in case "
            "only",
        ),
    ),
    "duplicate key": (
        "project: shop\nproject: other",
        lines("error: app.yaml:2: the key 'project' appears twice; remove one"),
    ),
    "policy that cannot fit": (
        GRANT
        + "{grant: cloudwatch.put_metrics, namespaces: ["
        + ", ".join(f"{index}{'x' * 200}" for index in range(40))
        + "]}",
        lines(
            f"error: TaskRole.PutMetrics0{'x' * 63}And39More: the statement takes 8,450 characters "
            "at the longest parameter values, 2,306 more than the 6,144 that a managed policy may "
            "have, and cannot be divided"
        ),
    ),
    "too many policies": (
        GRANT
        + "\n    - ".join(f"{{grant: sns.publish, topic: {index:x>250}}}" for index in range(210)),
        lines(
            "error: TaskRole: needs 12 attached policies, 2 more than the 10 that IAM allows: "
            "grant paths or prefixes in place of single names"
        ),
    ),
    "fixed value": (
        GRANT + "{grant: custom.statement, actions: {parameter: A, default: s3:GetObject}, "
        "resources: '*', reason: r}\n"
        "    - {grant: custom.statement, actions: s3:GetObject, effect: Deny, reason: r, "
        "resources: {parameter: B, default: '*'}}\n"
        "    - {grant: custom.statement, actions: s3:GetObject, reason: r, "
        "resources: {parameter: C, default: 'arn:${AWS::Partition}:s3:::a/*'}}",
        lines(
            "error: app.yaml:4 task_role.grants[0].actions: must be a fixed value, not a "
            "parameter: an IAM action such as s3:GetObjectTagging, or a prefix such as "
            "s3:GetObject*",
            "error: app.yaml:5 task_role.grants[1].resources: the parameter 'B' could be emptied, "
            "and the Deny would be gone; give a fixed value",
            "error: app.yaml:6 task_role.grants[2].resources.default: "
            "'arn:${AWS::Partition}:s3:::a/*': the value of a parameter is used as it is, and "
            "nothing is filled in for ${AWS::...}; write a fixed value, or the whole ARN",
        ),
    ),
    "texts that IAM refuses": (
        "project: shop\ntitle: 東京\ntags: {project: a, 'aws:x': b, A: 'b<c'}\n"
        "execution_role: {description: a — b, grants: [{grant: xray.write_traces}]}",
        lines(
            "error: app.yaml:2 title: '東' is not allowed in a role's description, which takes "
            "Latin-1 characters alone: give both roles their own description, or the app "
            "another title",
            "error: app.yaml:3 tags.project: differs from the tag 'Project' in case only",
            "error: app.yaml:3 tags.aws:x: tag keys that begin with aws: are AWS's own",
            "error: app.yaml:3 tags.A: 'b<c' must be at most 256 letters, digits, _ . : / = + - @",
            "error: app.yaml:4 execution_role.description: contains '—'; IAM takes Latin-1 "
            "characters alone in a description",
        ),
    ),
    "a template": (
        "Resources: {A: {Type: AWS::SNS::Topic}}\nParameters: {}\nOutputs: {}",
        lines(
            "error: app.yaml:1: is a CloudFormation template, not an app file; influmojo-cfn check "
            "reads it"
        ),
    ),
    "a task definition": (
        '{"family": "a", "containerDefinitions": [{"name": "a"}]}',
        lines(
            "error: app.yaml:1: is a task definition, not an app file; influmojo-cfn derive writes "
            "an app file from it"
        ),
    ),
    "not YAML": (
        "project: [",
        lines(
            "error: app.yaml:2: is not YAML or JSON: did not find expected node content; "
            "correct it there"
        ),
    ),
    "not a mapping": (
        "- a",
        lines(
            "error: app.yaml:1: is not an app file: it has no project; "
            "influmojo-cfn init writes one"
        ),
    ),
    "nothing": ("", lines("error: app.yaml:1: the app file is empty; it needs at least a project")),
    "YAML bomb": (
        BOMB,
        lines(
            "error: app.yaml:6: contains more than 200,000 values with its aliases followed; "
            "split it"
        ),
    ),
    "10 MB": (
        "# " + "x" * 10_000_000,
        lines("error: app.yaml: is larger than 5,000,000 bytes; give a smaller file"),
    ),
    "Python object": (
        "project: !!python/object/apply:os.system ['touch pwned']\ntitle: !!python/name:os.system",
        lines(
            "error: app.yaml:1: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not "
            "allowed; remove it",
            "error: app.yaml:2: the tag 'tag:yaml.org,2002:python/name:os.system' is not allowed; "
            "remove it",
        ),
    ),
}


def build(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run("build", *arguments, cwd=folder)


@pytest.mark.parametrize(("text", "words"), CASES.values(), ids=CASES)
def test_a_bad_app_file_is_told_and_loses_nothing(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "app.yaml").write_text(text, "utf-8")
    (tmp_path / "out.yaml").write_text(OLD)
    ended = build(tmp_path, "--app", "app.yaml", "--output", "out.yaml")
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", words)
    assert (tmp_path / "out.yaml").read_text() == OLD
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app.yaml", "out.yaml"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["--app", "no.yaml"],
            "error: no.yaml: cannot be read: No such file or directory; check its path\n",
        ),
        (["--app", "."], "error: .: cannot be read: Is a directory; give a file in it\n"),
        (
            ["--output", "/sys/out.yaml"],
            "error: /sys/out.yaml: cannot be written: Permission denied; allow "
            "yourself to write it, or name another file\n",
        ),
        (
            ["--output", "/dev/full"],
            "error: /dev/full: cannot be written: No space left on device; free some space\n",
        ),
        (["--output", "out.yaml/x"], "error: out.yaml: is not a folder; name another\n"),
        (
            ["--output", "o" * 300],
            f"error: {'o' * 300}: cannot be read: File name too long; check its path\n",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_file_that_cannot_be_read_or_written_is_named(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "out.yaml").write_text(OLD)
    named = "--app" in arguments
    ended = build(tmp_path, *arguments, *(() if named else ("--app", "influmojo")))
    taken = "" if named else "app: influmojo (built-in)\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", taken + words)
    assert [path.name for path in tmp_path.iterdir()] == ["out.yaml"]
    assert (tmp_path / "out.yaml").read_text() == OLD


def test_check_of_standard_output_is_wrong_usage(tmp_path: Path) -> None:
    ended = build(tmp_path, "--check", "--output", "-")
    assert ended.returncode == 1
    assert ended.stderr.endswith("error: --check: compares a file; name it with --output\n")


def test_ctrl_c_while_a_file_is_written_leaves_it_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "out").write_text(OLD)
    code = (
        "from pathlib import Path; from influmojo_cfn.files import write_text\n"
        "write_text(Path('out'), 'x' * 400_000_000)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, stderr=subprocess.PIPE)
    while not list(tmp_path.glob(".out.*")) and process.poll() is None:
        pass
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert b"KeyboardInterrupt" in errors
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").read_text() == OLD


def test_sigterm_ends_a_command_as_ctrl_c_does() -> None:
    before = signal.getsignal(signal.SIGTERM)
    try:
        end_in_order()
        with pytest.raises(SystemExit) as ended:
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert ended.value.code == 143


def test_a_folder_that_was_removed_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "removed"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    with pytest.raises(SystemExit) as ended:
        main(["check", "--iam-only", str(ROOT / "templates/influmojo-ecs-iam.yaml")])
    assert ended.value.code == 1
    error = "error: the current folder: doesn't exist anymore; go to another\n"
    assert capsys.readouterr().err == error
