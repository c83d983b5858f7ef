"""Every way in which an account cannot be asked is told in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from influmojo_cfn.account.connection import Connection, account_errors
from influmojo_cfn.errors import AccountError
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from tests.account.proxy import Fault, proxied, refuse, server_error, throttle


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_MAX_ATTEMPTS"):
        monkeypatch.delenv(name, raising=False)
    config = tmp_path / "config"
    config.write_text(CONFIGURATION)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


CONFIGURATION = """
[profile staging]
region = eu-west-1
[profile old]
retry_mode = legacy
aws_access_key_id = test
aws_secret_access_key = test
[profile slow]
max_attempts = 2
aws_access_key_id = test
aws_secret_access_key = test
"""

FAULTS: dict[str, tuple[Fault, str]] = {
    "throttling": (
        throttle,
        "AWS throttles GetRole: 2 attempts were rejected (Throttling); wait a minute and run it "
        "again, or set AWS_MAX_ATTEMPTS higher",
    ),
    "a server error": (
        server_error,
        "AWS failed to answer GetRole: HTTP 500 InternalFailure at each of 2 attempts; run it "
        "again later",
    ),
    "a missing permission": (
        refuse("AccessDenied", "User: arn:aws:iam::111122223333:user/u is not authorized"),
        "these credentials are not allowed to call GetRole (User: "
        "arn:aws:iam::111122223333:user/u is not authorized); "
        "`influmojo-cfn verify --policy` prints what is needed",
    ),
    "expired credentials": (
        refuse("ExpiredToken", "The security token included in the request is expired"),
        "the credentials have expired (ExpiredToken): sign in again (aws sso login, or new keys "
        "by aws configure), and run it again",
    ),
    "unknown credentials": (
        refuse("InvalidClientTokenId", "The security token included in the request is invalid"),
        "AWS does not accept the credentials (InvalidClientTokenId): sign in again (aws sso "
        "login, or new keys by aws configure)",
    ),
    "a wrong request": (
        refuse("ValidationError", "1 validation error detected", 400),
        "AWS rejected GetRole: 1 validation error detected (ValidationError)",
    ),
}


@pytest.mark.engine
@pytest.mark.parametrize(("fault", "sentence"), FAULTS.values(), ids=FAULTS)
def test_an_answer_that_is_an_error_is_told_in_one_sentence(
    emulator: LocalEmulator, monkeypatch: pytest.MonkeyPatch, fault: Fault, sentence: str
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    with proxied(emulator, lambda action, count: fault) as proxy:
        connection = Connection(endpoint_url=proxy.url)
        with pytest.raises(AccountError) as raised, account_errors(connection):
            connection.client("iam").get_role(RoleName="a")
    assert str(raised.value) == sentence


@pytest.mark.engine
@pytest.mark.parametrize(
    ("operation", "command"),
    [
        ("delete_stack", "deployer-policy"),
        ("list_stack_resources", "deployer-policy"),
        ("describe_stacks", "verify --policy --stack-name NAME"),
        ("get_template", "verify --policy --stack-name NAME"),
    ],
)
def test_a_missing_permission_names_what_prints_it(
    emulator: LocalEmulator, operation: str, command: str
) -> None:
    refused = refuse("AccessDenied", "User: u is not authorized")
    with proxied(emulator, lambda action, count: refused) as proxy:
        connection = Connection(endpoint_url=proxy.url)
        words = f"`influmojo-cfn {command}` prints what is needed"
        with pytest.raises(AccountError, match=words), account_errors(connection):
            getattr(connection.client("cloudformation"), operation)(StackName="stack")


@pytest.mark.engine
def test_a_throttled_call_is_tried_again(emulator: LocalEmulator) -> None:
    with proxied(emulator, lambda action, count: throttle if count < 3 else None) as proxy:
        assert Connection(endpoint_url=proxy.url).account() == emulator.account
    assert proxy.actions == ["GetCallerIdentity"] * 3


@pytest.mark.engine
def test_the_attempts_of_a_profile_count(emulator: LocalEmulator) -> None:
    with proxied(emulator, lambda action, count: server_error) as proxy:
        connection = Connection(endpoint_url=proxy.url, profile="slow")
        with pytest.raises(AccountError, match="each of 2 attempts"):
            connection.account()


@pytest.mark.engine
def test_an_endpoint_that_hangs_is_given_up(
    emulator: LocalEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    with proxied(emulator, lambda action, count: proxy.hang) as proxy:
        connection = Connection(endpoint_url=proxy.url, read_seconds=0.3)
        with pytest.raises(AccountError, match="does not answer: every attempt timed out"):
            connection.account()
    assert len(proxy.actions) == 2


@pytest.mark.parametrize(
    ("profile", "environment", "mode"),
    [
        pytest.param(None, None, "standard", id="nobody says"),
        pytest.param("old", None, "legacy", id="a profile says"),
        pytest.param("old", "adaptive", "adaptive", id="the environment says"),
    ],
)
def test_calls_are_tried_again_in_standard_mode_where_no_other_is_set(
    monkeypatch: pytest.MonkeyPatch, profile: str | None, environment: str | None, mode: str
) -> None:
    monkeypatch.delenv("AWS_RETRY_MODE", raising=False)
    if environment:
        monkeypatch.setenv("AWS_RETRY_MODE", environment)
    client = Connection(endpoint_url="http://127.0.0.1:9", profile=profile).client("iam")
    assert client.meta.config.retries["mode"] == mode


def test_an_answer_that_is_not_of_aws_is_told_in_one_sentence() -> None:
    connection = Connection(endpoint_url="http://127.0.0.1:1")
    with (
        pytest.raises(AccountError, match=r"127\.0\.0\.1:1 returned what is not an answer of AWS"),
        account_errors(connection),
    ):
        raise ResponseParserError("<html>")


def test_no_network_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    connection = Connection(endpoint_url="http://127.0.0.1:9")
    with pytest.raises(AccountError) as raised:
        connection.account()
    assert str(raised.value) == (
        "http://127.0.0.1:9/ cannot be reached: check the network and the proxy"
    )


def test_no_credentials_are_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(AccountError, match=r"no AWS credentials were found: sign in .aws"):
        Connection().account()


def test_a_profile_that_is_not_there_names_the_nearest() -> None:
    expected = "the AWS configuration has no profile 'stagin'; did you mean 'staging'"
    with pytest.raises(AccountError, match=expected):
        Connection(profile="stagin").account()


def test_a_profile_of_the_environment_is_named_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "stagin")
    with pytest.raises(AccountError, match=r"has no profile 'stagin'; did you mean 'staging'"):
        Connection().account()


def test_the_region_is_the_profiles() -> None:
    assert Connection(profile="staging").region_name == "eu-west-1"


def test_no_region_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.delenv("AWS_REGION", raising=False)
    with pytest.raises(AccountError) as raised:
        _ = Connection().region_name
    assert str(raised.value) == (
        "no Region is set: give --region, or set AWS_DEFAULT_REGION or the profile's Region"
    )


def test_where_no_region_is_set_an_engine_is_asked_in_its_own() -> None:
    assert Connection(endpoint_url="http://127.0.0.1:4566").region_name == "us-east-1"


@pytest.mark.parametrize("url", ["", "nonsense", "127.0.0.1:4566", "ftp://127.0.0.1", "http://"])
def test_an_endpoint_that_is_no_url_is_told_in_one_sentence(url: str) -> None:
    with pytest.raises(AccountError) as raised:
        Connection(endpoint_url=url).account()
    assert str(raised.value) == (
        f"--endpoint-url: {url!r} is not a URL; expected one such as http://127.0.0.1:4566"
    )


@pytest.mark.parametrize(
    ("url", "aws"),
    [
        (None, True),
        ("https://vpce-1.cloudformation.eu-west-1.vpce.amazonaws.com", True),
        ("https://cloudformation.cn-north-1.amazonaws.com.cn", True),
        ("http://127.0.0.1:4566", False),
        ("http://ministack:4566", False),
        ("https://amazonaws.com.example.org", False),
    ],
)
def test_whether_it_is_aws_that_answers(url: str | None, aws: bool) -> None:
    assert Connection(endpoint_url=url, region="eu-west-1").reaches_aws() is aws


def test_an_endpoint_of_the_environment_is_no_aws_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")
    assert not Connection().reaches_aws()


def test_the_options_reach_the_same_account_from_the_aws_cli() -> None:
    connection = Connection(profile="a b", endpoint_url="http://127.0.0.1:1")
    assert connection.options == " --profile 'a b' --endpoint-url http://127.0.0.1:1"


CODES = {
    "AWS throttles GetRole": (
        *("Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled"),
        *("RequestThrottledException", "RequestLimitExceeded", "TooManyRequestsException"),
        *("LimitExceededException", "SlowDown", "PriorRequestNotComplete"),
    ),
    "these credentials are not allowed to call GetRole": (
        *("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"),
    ),
    "the credentials have expired": (
        *("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"),
    ),
    "AWS does not accept the credentials": (
        *("InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId"),
        *("SignatureDoesNotMatch", "IncompleteSignature", "AuthFailure", "InvalidToken"),
        "MissingAuthenticationToken",
    ),
}


@pytest.mark.parametrize(
    ("code", "words"), [(code, words) for words, codes in CODES.items() for code in codes]
)
def test_each_code_has_its_meaning(code: str, words: str) -> None:
    answer = {"Error": {"Code": code, "Message": "no"}}
    with pytest.raises(AccountError, match=words), account_errors(Connection()):
        raise ClientError(answer, "GetRole")
