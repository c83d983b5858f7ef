"""Each kind of value admits its own example and refuses what AWS refuses."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pytest

from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES, ArgumentType

STRINGS = [kind for kind in ARGUMENT_TYPES.values() if not kind.structured]


def admits(kind: str, value: str) -> bool:
    row = ARGUMENT_TYPES[kind]
    fits = row.min_length <= len(value) <= row.max_length
    return fits and re.fullmatch(row.pattern, value) is not None


@pytest.mark.parametrize("kind", STRINGS, ids=lambda kind: kind.name)
def test_a_kind_admits_its_example(kind: ArgumentType) -> None:
    assert admits(kind.name, str(kind.example))


@pytest.mark.parametrize("kind", STRINGS, ids=lambda kind: kind.name)
def test_a_pattern_is_anchored_so_that_an_empty_option_can_be_put_before_it(
    kind: ArgumentType,
) -> None:
    pattern = kind.pattern
    assert pattern.startswith("^")
    assert pattern.endswith("$")
    assert re.fullmatch(f"^$|{pattern}", "")


@pytest.mark.parametrize("kind", STRINGS, ids=lambda kind: kind.name)
def test_no_pattern_admits_a_line_break(kind: ArgumentType) -> None:
    assert not admits(kind.name, f"{kind.example}\n")


@pytest.mark.parametrize("kind", STRINGS, ids=lambda kind: kind.name)
def test_the_widest_pattern_matches_every_value(kind: ArgumentType) -> None:
    widest = kind.widest.replace("${AWS::Partition}", "aws")
    assert fnmatchcase(str(kind.example), widest)
    assert kind.implied_prefix in widest


WILDCARDS_ALLOWED = {"action", "resource_arn", "reason", "sender_address"}


@pytest.mark.parametrize(
    "kind", sorted(set(ARGUMENT_TYPES) - WILDCARDS_ALLOWED - {"conditions", "boolean"})
)
@pytest.mark.parametrize("text", ["*", "?", "${aws:username}"])
def test_no_pattern_admits_a_wildcard_or_a_policy_variable(kind: str, text: str) -> None:
    assert not admits(kind, f"{ARGUMENT_TYPES[kind].example}{text}")
    assert not admits(kind, f"{text}{ARGUMENT_TYPES[kind].example}")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("account_id", "11112222333"),
        ("account_id", "1111222233334"),
        ("bucket_name", "Influmojo-Uploads"),
        ("bucket_name", "influmojo_uploads"),
        ("bucket_name", "in"),
        ("bucket_name", "a" * 64),
        ("bucket_name", "-influmojo"),
        ("bucket_name", "influmojo-"),
        ("bucket_name", "influmojo..uploads"),
        ("bucket_name", "influmojo.-uploads"),
        ("bucket_name", "192.168.5.4"),
        ("bucket_name", "xn--influmojo"),
        ("bucket_name", "sthree-influmojo"),
        ("bucket_name", "influmojo-s3alias"),
        ("bucket_name", "influmojo--x-s3"),
        ("bucket_name", "arn:aws:s3:::influmojo-uploads"),
        ("repository_name", "Influmojo"),
        ("repository_name", "111122223333.dkr.ecr.ap-south-1.amazonaws.com/influmojo:latest"),
        ("repository_name", "influmojo/"),
        ("parameter_path", "/influmojo/"),
        ("parameter_path", "/influmojo/*"),
        ("parameter_path", "/"),
        ("parameter_path", "//influmojo"),
        ("parameter_name", "/influmojo//database-url"),
        ("parameter_name", "influmojo"),
        ("secret_arn", "arn:aws:secretsmanager:ap-south-1:111122223333:secret:influmojo/stripe"),
        (
            "secret_arn",
            "arn:aws:secretsmanager:ap-south-1:111122223333:secret:influmojo/stripe-AbCdEf:key::",
        ),
        ("kms_key_arn", "arn:aws:kms:ap-south-1:111122223333:alias/influmojo"),
        ("kms_key_arn", "1234abcd-12ab-34cd-56ef-1234567890ab"),
        ("db_resource_id", "influmojo-db"),
        ("db_resource_id", "db-"),
        ("topic_name", "arn:aws:sns:ap-south-1:111122223333:influmojo-notifications"),
        ("topic_name", "influmojo.notifications"),
        ("queue_name", "https://sqs.ap-south-1.amazonaws.com/111122223333/influmojo-jobs"),
        ("queue_name", "q" * 81),
        ("queue_name", "q" * 76 + ".fifo"),
        ("metric_namespace", "AWS/ECS"),
        ("ses_identity", "no-reply@"),
        ("ses_identity", "influmojo"),
        ("event_source", "aws.ec2"),
        ("action", "s3:*:x"),
        ("action", "*"),
    ],
)
def test_a_kind_refuses(kind: str, value: str) -> None:
    assert not admits(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("bucket_name", "influmojo.uploads-2"),
        ("bucket_name", "0" * 63),
        ("region", "us-gov-west-1"),
        ("region", "eusc-de-east-1"),
        ("region", "us-isob-east-1"),
        ("kms_key_arn", "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-" + "0" * 32),
        ("topic_name", "orders.fifo"),
        ("queue_name", "q" * 75 + ".fifo"),
        ("db_resource_id", "cluster-ABCDEFGHIJKL01234"),
        ("db_resource_id", "prx-0123456789abcdef0"),
        ("ses_identity", "no-reply@influmojo.com"),
        ("sender_address", "*@influmojo.com"),
        ("parameter_path", "/a"),
        ("object_prefix", ""),
    ],
)
def test_a_kind_admits(kind: str, value: str) -> None:
    assert admits(kind, value)
