"""What the values of fields name: each reader, for what is known, unknown and wrong."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.iam.text import SOME_CHARACTER
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.call_row import ValueReading
from influmojo_cfn.service_roles.field_readers import READERS
from influmojo_cfn.service_roles.field_values import Home, Mistake, Reading, ReadingContext
from influmojo_cfn.task_definition.model import Field

HOME = Home(partition="aws", account="111122223333", region="eu-west-1")
PLACE = "eu-west-1:111122223333"
SECRET = f"arn:aws:secretsmanager:{PLACE}:secret:"
PARAMETER = f"arn:aws:ssm:{PLACE}:parameter/"
KEY = f"arn:aws:kms:{PLACE}:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def readings(kind: ValueReading, value: Text, path: Any = (), **asked: Any) -> list[Reading]:
    context = ReadingContext(home=HOME, **asked)
    found = READERS[kind](Field(value=value, path=path), context)
    return [each for each in found if not isinstance(each, Mistake)]


def names(kind: ValueReading, value: Text, **asked: Any) -> list[dict[str, str]]:
    return [
        {key: covered(text) for key, text in each.names.items()}
        for each in readings(kind, value, **asked)
    ]


def mistakes(kind: ValueReading, value: Text, path: Any = ()) -> list[str]:
    found = READERS[kind](Field(value=value, path=path), ReadingContext(home=HOME))
    return [each.message for each in found if isinstance(each, Mistake)]


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("image", "https://nginx", "is not an image: a registry's name has no scheme"),
        ("registry secret", f"{PARAMETER}p", "is not a Secrets Manager secret"),
        ("registry secret", "arn:aws:s3:::b", "is not a Secrets Manager secret"),
        ("secret or parameter", "arn:aws:s3:::b/k", "is neither a Parameter Store parameter nor"),
        ("secret or parameter", "shop/db:password::", "is not the name of a parameter, which"),
        ("secret or parameter", "arn:aws", "is neither a Parameter Store parameter nor"),
        ("secret or parameter", f"{PARAMETER}/p", "is not the ARN of a parameter"),
        ("secret or parameter", f"arn:aws:ssm:{PLACE}:document/d", "is not the ARN of a parameter"),
        ("secret or parameter", f"{SECRET}s-AbCdEf:k:s:v:x", "is not the ARN of a secret, alone"),
        ("secret or parameter", f"{SECRET}s-AbCdEf:k", ":secret:s-AbCdEf:k::'"),
        ("secret or parameter", f"{SECRET}s-AbCdEf:k:stage", ":secret:s-AbCdEf:k:stage:'"),
        ("secret or parameter", f"{SECRET}s-AbCdEf:", "; write 'arn:aws:secretsmanager"),
        ("registry secret", f"{SECRET}s-AbCdEf:password", ":secret:s-AbCdEf'"),
        (
            "secret or parameter",
            Unknown("${R}", "arn:aws:secretsmanager:*:111122223333:secret:s-AbCdEf:k"),
            ":secret:s-AbCdEf:k::'",
        ),
        ("secret or parameter", Unknown("made up", f"{SECRET}*-??????:k"), "-??????:k::'"),
        ("registry secret", SECRET, "names no secret"),
        ("secret or parameter", f"{SECRET}:k::", "names no secret"),
        ("secret or parameter", "ssm:/app/x", "is not the name of a parameter, which"),
        ("secret or parameter", "https://vault/x", "is not the name of a parameter, which"),
        ("secret or parameter", f"{PARAMETER}p:k::", "is not the name of a parameter, which"),
        ("image", "nginx:1\n", "is not an image: it has white space"),
        ("secret or parameter", f"{SECRET}app*", "has a wildcard"),
        ("secret or parameter", f"{SECRET}a?p-AbCdEf", "has a wildcard"),
        ("secret or parameter", "arn:aws:secretsmanager:*:1:secret:s-AbCdEf", "has a wildcard"),
        ("secret or parameter", "arn:aws:ssm:eu-west-1:*:parameter/p", "has a wildcard"),
        ("secret or parameter", "arn:aws:ssm:::parameter/p", "no region and no account; write"),
        ("registry secret", "arn:aws:secretsmanager:eu-west-1::secret:s-AbCdEf", "no account;"),
        ("image", ":latest", "is not an image: it names none before its tag"),
        ("image", "111122223333.dkr.ecr..amazonaws.com/web", "is not an image of Amazon ECR"),
        ("image", "111122223333.ecr.eu-west-1.amazonaws.com/web", "is not an image of Amazon ECR"),
        ("image", "dkr.ecr.eu-west-1.amazonaws.com/web:1", "is not an image of Amazon ECR"),
        ("image", f"arn:aws:ecr:{PLACE}:repository/web", "is not an image of Amazon ECR"),
        ("S3 object", "arn:aws:s3:::/k", "is not the ARN of an S3 object, such as"),
        ("S3 object", f"arn:aws:s3:{PLACE}:b/k", "is not the ARN of an S3 object, such as"),
        ("S3 object", "arn:aws:s3:::b", "is not the ARN of an S3 object, such as"),
        ("S3 object", "arn:aws:s3:::b/", "is not the ARN of an S3 object, such as"),
        ("S3 object", "s3://b/k", "is not the ARN of an S3 object, such as"),
        ("S3 object", f"arn:aws:sqs:{PLACE}:q/k", "is not the ARN of an S3 object, such as"),
        ("secret or parameter", "/app/*", "parameter/app/*' has a wildcard"),
        ("secret or parameter", "web/?", "parameter/web/?' has a wildcard"),
        ("secret or parameter", f"{PARAMETER}*", "has a wildcard"),
        ("S3 object", "arn:aws:s3:::b/*.env", "has a wildcard"),
        ("S3 object", "arn:aws:s3:::b*/k", "has a wildcard"),
        ("credential spec", "credentialspec:arn:aws:s3:::b/*", "has a wildcard"),
        ("credential spec", f"credentialspec:{PARAMETER}*", "has a wildcard"),
        ("credential spec", "credentialspec:x", "is not 'credentialspec:' or"),
        ("credential spec", f"credentialspec:{SECRET}s-AbCdEf", "is not 'credentialspec:' or"),
    ],
)
def test_what_no_role_can_mend_is_a_mistake(kind: ValueReading, value: Text, message: str) -> None:
    (found,) = mistakes(kind, value)
    assert message in found


ECR = "444455556666.dkr.ecr.us-east-1.amazonaws.com/"
OWN = {"registry": "*", "account": "444455556666", "region": "us-east-1", "partition": "aws"}


@pytest.mark.parametrize("end", ["*:k", "*::", "s-AbCdEf:*", f"s{SOME_CHARACTER}:k"])
def test_what_may_hold_colons_itself_is_no_mistake(end: str) -> None:
    text = f"{SECRET}{end}"
    assert not mistakes("secret or parameter", Unknown("${S}", text) if "*" in end else text)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("secret or parameter", f"{SECRET}s-AbCdEf:k"),
        ("secret or parameter", f"{SECRET}s-AbCdEf:"),
        ("secret or parameter", f"{SECRET}s-AbCdEf:k:s:v:x"),
        ("secret or parameter", "arn:aws:secretsmanager:::secret:s-AbCdEf"),
        ("registry secret", f"{SECRET}s-AbCdEf:password"),
    ],
)
def test_what_a_mistaken_arn_means_is_read_as_that(kind: ValueReading, value: str) -> None:
    assert mistakes(kind, value)
    assert names(kind, value)[0]["secret"] == f"{SECRET}s-AbCdEf"


@pytest.mark.parametrize(
    ("image", "found"),
    [
        (f"{ECR}a/b:1", [{**OWN, "repository": "a/b"}]),
        ("nginx", []),
        ("public.ecr.aws/nginx/nginx", []),
    ],
)
def test_an_image_names_its_repository(image: str, found: list[dict[str, str]]) -> None:
    assert names("image", image) == found


@pytest.mark.parametrize(
    ("image", "prefixes", "only_if"),
    [
        (f"{ECR}own/a", {"own"}, None),
        (f"{ECR}docker-hub/a", set(), "docker-hub/ is a pull-through cache"),
        (f"{ECR}docker-hub/a", {"docker-hub"}, None),
        (f"{ECR}own-x/a", {"own"}, ""),
        (f"{ECR}docker-hub", set(), ""),
    ],
)
def test_a_repository_may_be_a_cache(image: str, prefixes: set[str], only_if: str | None) -> None:
    found = readings("image", image, cache_prefixes=frozenset(prefixes))
    cached = [each.only_if for each in found if "cached_repository" in each.names]
    assert cached == ([] if only_if == "" else [only_if])


@pytest.mark.parametrize(
    ("image", "credentials", "only_if"),
    [
        (Unknown("why"), False, ["the image is in a private ECR repository"]),
        (Unknown("why"), True, []),
        (Unknown("why", "nginx:*"), False, []),
    ],
)
def test_an_unknown_image_may_be_private(
    image: Text, credentials: bool, only_if: list[str]
) -> None:
    found = readings("image", image, has_registry_credentials=credentials)
    assert [each.only_if for each in found] == only_if


SUFFIX = "-??????"


@pytest.mark.parametrize(
    ("value", "secret"),
    [
        (f"{SECRET}s-AbCdEf", f"{SECRET}s-AbCdEf"),
        (f"{SECRET}s-abc1ef", f"{SECRET}s-abc1ef"),
        (f"{SECRET}s", f"{SECRET}s{SUFFIX}"),
        (f"{SECRET}s-x", f"{SECRET}s-x{SUFFIX}"),
        (f"{SECRET}s-AbCdEf:k::", f"{SECRET}s-AbCdEf"),
        (f"{SECRET}s-" + SOME_CHARACTER * 6, f"{SECRET}s-" + SOME_CHARACTER * 6),
    ],
)
def test_a_secret_has_its_random_characters(value: str, secret: str) -> None:
    (found,) = names("secret or parameter", value, key="")
    assert found == {"secret": secret, "stage": "", "version": ""}


OPEN = "arn:aws:secretsmanager:*:*:secret:"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("web/DATABASE_URL::", [f"{OPEN}web/DATABASE_URL{SUFFIX}"]),
        ("s-AbCdEf", [f"{OPEN}s-AbCdEf"]),
        ("my-secret:key::", [f"{OPEN}my-secret", f"{OPEN}my-secret{SUFFIX}"]),
        ("*", [f"{OPEN}*"]),
        (f"s{SUFFIX}", [f"{OPEN}s{SUFFIX}"]),
    ],
)
def test_a_secret_of_an_unknown_account_has_its_random_characters(
    name: str, found: list[str]
) -> None:
    read = readings("secret or parameter", Unknown("ACCOUNT is not filled in", OPEN + name))
    secrets = [each.names["secret"] for each in read]
    assert list(dict.fromkeys(map(covered, secrets))) == found
    assert {text.reason for text in secrets if isinstance(text, Unknown)} == {
        "ACCOUNT is not filled in"
    }


def test_a_secret_is_asked_for_by_stage_and_version() -> None:
    (found,) = names("secret or parameter", f"{SECRET}s-AbCdEf:k:stage:version", key="")
    assert (found["stage"], found["version"]) == ("stage", "version")


@pytest.mark.parametrize(
    "end", ["secret", "Config", "APIKEY", "202401", "db2024", "Prod01", "PROD01"]
)
def test_an_end_that_may_be_random_is_read_both_ways(end: str) -> None:
    found = readings("secret or parameter", f"{SECRET}my-{end}", key="")
    assert [(covered(each.names["secret"]), each.only_if) for each in found] == [
        (f"{SECRET}my-{end}", f"{end!r} is AWS's suffix: give the whole ARN"),
        (f"{SECRET}my-{end}{SUFFIX}", f"{end!r} is part of the name: give the whole ARN"),
    ]


@pytest.mark.parametrize(
    ("value", "parameter"),
    [
        ("/a/b", f"{PARAMETER}a/b"),
        ("a", f"{PARAMETER}a"),
        ("a:3", f"{PARAMETER}a"),
        (f"{PARAMETER}a/b:3", f"{PARAMETER}a/b"),
        (
            "arn:aws:ssm:us-east-1:444455556666:parameter/a",
            "arn:aws:ssm:us-east-1:444455556666:parameter/a",
        ),
    ],
)
def test_a_parameter_is_named_without_label_and_slash(value: str, parameter: str) -> None:
    assert names("secret or parameter", value, key="") == [{"parameter": parameter}]


def test_a_parameter_may_stand_for_a_secret() -> None:
    found = names("secret or parameter", "/aws/reference/secretsmanager/s", key="")
    assert found == [
        {"parameter": f"{PARAMETER}aws/reference/secretsmanager/s"},
        {"secret": f"{SECRET}s{SUFFIX}", "stage": "", "version": ""},
    ]


def test_what_is_not_known_may_be_a_parameter_or_a_secret() -> None:
    found = readings("secret or parameter", Unknown("why"))
    assert [each.only_if for each in found] == [
        "it names a Parameter Store parameter",
        "it names a Secrets Manager secret",
    ]


@pytest.mark.parametrize(
    ("asked", "key", "only_if"),
    [
        ({}, "arn:aws:kms:eu-west-1:*:key/*", None),
        ({"key": KEY}, KEY, ""),
        ({"key": ""}, None, ""),
        ({"keys": {f"{PARAMETER}p": None}}, None, ""),
        ({"keys": {f"{PARAMETER}p": KEY}}, KEY, ""),
        pytest.param(
            {"keys": {f"{PARAMETER}p": KEY.rpartition("/")[2]}}, KEY, "", id="by its ID alone"
        ),
        ({"keys": {f"{PARAMETER}other": None}}, "arn:aws:kms:eu-west-1:*:key/*", None),
        ({"keys": {f"{PARAMETER}p": None}, "key": KEY}, None, ""),
    ],
)
def test_a_key_decrypts_where_it_is_not_the_accounts_own(
    asked: dict[str, Any], key: str | None, only_if: str | None
) -> None:
    found = readings("secret or parameter", f"{PARAMETER}p", **asked)
    keys = [each for each in found if "parameter_key" in each.names]
    assert [(covered(e.names["parameter_key"]), e.only_if, e.about) for e in keys] == (
        [] if key is None else [(key, only_if, "parameter_key")]
    )


def test_a_key_is_known_of_a_resource_of_the_same_template() -> None:
    value = Unknown("made up", f"{SECRET}s*", "Own")
    assert len(readings("secret or parameter", value, keys={"Own": None})) == 1


@pytest.mark.parametrize(
    ("value", "secret"),
    [
        ("s", f"{SECRET}s{SUFFIX}"),
        (f"{SECRET}s-AbCdEf", f"{SECRET}s-AbCdEf"),
        (Unknown("why"), "arn:aws:secretsmanager:*:*:secret:*"),
    ],
)
def test_the_password_of_a_registry_is_a_secret(value: Text, secret: str) -> None:
    (found, *_) = names("registry secret", value, key="")
    assert found["secret"] == secret


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (
            "arn:aws:s3:::b/k/l",
            {"object": "arn:aws:s3:::b/k/l", "bucket": "b", "partition": "aws"},
        ),
        (Unknown("why"), {"object": "arn:aws:s3:::*", "bucket": "*"}),
    ],
)
def test_an_object_is_in_its_bucket(value: Text, found: dict[str, str]) -> None:
    assert names("S3 object", value) == [found]


OPTION = ("containerDefinitions", 0, "dockerSecurityOptions", 0)


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        (f"credentialspec:{PARAMETER}p", (), [{"parameter": f"{PARAMETER}p"}]),
        (
            f"credentialspecdomainless:{PARAMETER}p",
            (),
            [{"parameter": f"{PARAMETER}p"}, {"user": "arn:aws:secretsmanager:*:*:secret:*"}],
        ),
        (
            "credentialspec:arn:aws:s3:::b/k",
            (),
            [{"object": "arn:aws:s3:::b/k", "bucket": "b", "partition": "aws"}],
        ),
        ("credentialspec:file://x.json", (), []),
        ("label:user", OPTION, []),
        (f"credentialspec:{PARAMETER}p", OPTION, [{"parameter": f"{PARAMETER}p"}]),
        ("credentialspec:file://x.json", OPTION, []),
        (Unknown("why", "no-new-privileges:*"), OPTION, []),
        (
            Unknown("why"),
            (),
            [
                {"parameter": "arn:aws:ssm:*:*:parameter/*"},
                {"object": "arn:aws:s3:::*", "bucket": "*"},
            ],
        ),
        (
            Unknown("why", f"credentialspec:{PARAMETER}*"),
            OPTION,
            [{"parameter": f"{PARAMETER}*"}],
        ),
        (
            Unknown("why", "credentialspec:arn:aws:s3:::b/*.json"),
            (),
            [{"object": "arn:aws:s3:::b/*.json", "bucket": "b", "partition": "aws"}],
        ),
    ],
)
def test_a_credential_spec_is_a_parameter_or_an_object(
    value: Text, path: Any, found: list[dict[str, str]]
) -> None:
    read = readings("credential spec", value, path)
    assert [{key: covered(text) for key, text in each.names.items()} for each in read] == found


@pytest.mark.parametrize(
    "value",
    [
        "/aws/service/a",
        "aws/service/a",
        "arn:aws:ssm:eu-west-1::parameter/aws/service/a",
        "arn:aws:ssm:eu-west-1:111122223333:parameter/aws/service/a",
    ],
)
def test_a_public_parameter_is_of_no_account_and_has_no_key(value: str) -> None:
    found = names("secret or parameter", value)
    assert found == [{"parameter": "arn:aws:ssm:eu-west-1::parameter/aws/service/a"}]
    assert not mistakes("secret or parameter", value)
