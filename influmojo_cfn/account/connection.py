"""How an AWS account is reached, and what its failures mean in one sentence each.

Retries, their number and mode are botocore's own: ``AWS_MAX_ATTEMPTS``, ``AWS_RETRY_MODE`` and a
profile's ``max_attempts`` and ``retry_mode`` count; where they say nothing, a call is tried
five times in standard mode.

Source: https://docs.aws.amazon.com/boto3/latest/guide/retries.html (read 2026-11-23).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from influmojo_cfn.errors import AccountError, did_you_mean
from influmojo_cfn.version import install_command

ATTEMPTS = 5
CONNECT_SECONDS = 5.0
READ_SECONDS = 20.0

_THROTTLED = {
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestLimitExceeded",
    "TooManyRequestsException",
    "LimitExceededException",
    "SlowDown",
    "PriorRequestNotComplete",
}
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"}
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
_NOT_VALID = {
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "AuthFailure",
    "InvalidToken",
    "MissingAuthenticationToken",
}


@dataclass(frozen=True, kw_only=True)
class Connection:
    """Which account is reached, and how. What is None is what boto3 finds by itself.

    ``endpoint_url`` represents every service, as with a local emulator; ``read_seconds`` bounds
    the wait for one answer.
    """

    profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    read_seconds: float = READ_SECONDS

    @cached_property
    def _session(self) -> Any:
        try:
            import boto3
        except ImportError as error:
            raise AccountError(f"boto3 is not installed: {install_command('aws')}") from error
        with account_errors(self):
            return boto3.session.Session(profile_name=self.profile, region_name=self.region)

    @property
    def _asked_region(self) -> str:
        """The Region that clients ask; without one set it is that of IAM and STS."""
        return self._session.region_name or "us-east-1"

    @property
    def region_name(self) -> str:
        """The Region of the stack, and of the documents that name their Region.

        Where none is set, it is a local emulator's own default, ``us-east-1``; at AWS it is not
        guessed.

        Raises:
            AccountError: no Region is set, the profile is not known, or boto3 is not installed.
        """
        if self._session.region_name is None and self.reaches_aws():
            raise AccountError(
                "no Region is set: give --region, or set AWS_DEFAULT_REGION or the profile's Region"
            )
        return self._asked_region

    def reaches_aws(self) -> bool:
        """Return whether it is AWS that answers, and not an emulator that stands in for it."""
        host = urlsplit(self.client("cloudformation").meta.endpoint_url).hostname or ""
        loader = self._session._session.get_component("data_loader")
        outputs = [each["outputs"] for each in loader.load_data("partitions")["partitions"]]
        suffixes = [each[key] for each in outputs for key in ("dnsSuffix", "dualStackDnsSuffix")]
        return host.endswith(tuple(f".{suffix}" for suffix in suffixes))

    @cached_property
    def _clients(self) -> dict[str, Any]:
        return {}

    def client(self, service: str) -> Any:
        """Return the boto3 client of a service.

        Raises:
            AccountError: the profile is not known, the endpoint is not a URL, or boto3 is not
                installed.
        """
        if service not in self._clients:
            self._clients[service] = self._created_client(service)
        return self._clients[service]

    def _created_client(self, service: str) -> Any:
        from botocore.config import Config

        with account_errors(self):
            if self.endpoint_url is not None:
                _check_endpoint(self.endpoint_url)
            return self._session.client(
                service,
                region_name=self._asked_region,
                endpoint_url=self.endpoint_url,
                config=Config(
                    connect_timeout=CONNECT_SECONDS,
                    read_timeout=self.read_seconds,
                    # An emulator has no host for each bucket; at AWS both addresses work.
                    s3={"addressing_style": "path"},
                    **self._retries(),
                ),
            )

    def _retries(self) -> dict[str, Any]:
        core = self._session._session
        # botocore's own answer for a mode that nobody set is the oldest one, legacy.
        set_mode = os.environ.get("AWS_RETRY_MODE") or core.get_scoped_config().get("retry_mode")
        mode = set_mode or "standard"
        attempts = core.get_config_variable("max_attempts") or ATTEMPTS
        return {"retries": {"mode": mode, "total_max_attempts": int(attempts)}}

    def account(self) -> str:
        """Return the account's ID of twelve digits.

        Raises:
            AccountError: see :func:`account_errors`.
        """
        with account_errors(self):
            account: str = self.client("sts").get_caller_identity()["Account"]
            return account

    @property
    def options(self) -> str:
        """The options with which the AWS CLI reaches the same account."""
        named = (
            ("--profile", self.profile),
            ("--region", self.region),
            ("--endpoint-url", self.endpoint_url),
        )
        return "".join(f" {name} {_quoted(value)}" for name, value in named if value)


def _check_endpoint(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AccountError(
            f"--endpoint-url: {url!r} is not a URL; expected one such as http://127.0.0.1:4566"
        )


def _quoted(text: str) -> str:
    from shlex import quote

    return quote(text)


@contextmanager
def account_errors(connection: Connection) -> Iterator[None]:
    """Turn what boto3 raises in the block into an :class:`AccountError` of one clear sentence.

    Errors that belong to what was asked (NoSuchEntity, ValidationError) pass where the block
    handles them, and are told with their operation where it does not.
    """
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        yield
    except ResponseParserError as error:
        where = connection.endpoint_url or "the endpoint"
        raise AccountError(
            f"{where} returned what is not an answer of AWS; check the endpoint and the proxy"
        ) from error
    except ClientError as error:
        raise AccountError(_answer(error, connection)) from error
    except BotoCoreError as error:
        raise AccountError(_no_answer(error, connection)) from error


def _answer(error: Any, connection: Connection) -> str:
    """Return what an answer of AWS means."""
    detail = error.response.get("Error", {})
    code, message = str(detail.get("Code", "")), " ".join(str(detail.get("Message", "")).split())
    metadata = error.response.get("ResponseMetadata", {})
    status, attempts = metadata.get("HTTPStatusCode", 0), metadata.get("RetryAttempts", 0) + 1
    operation = error.operation_name
    if code in _THROTTLED or status == 429:
        return (
            f"AWS throttles {operation}: {attempts} attempts were rejected ({code}); "
            "wait a minute and run it again, or set AWS_MAX_ATTEMPTS higher"
        )
    if code in _EXPIRED or (code in _NOT_VALID and "expired" in message):
        return f"the credentials have expired ({code}): {_sign_in(connection)}, and run it again"
    if code in _NOT_VALID:
        return f"AWS does not accept the credentials ({code}): {_sign_in(connection)}"
    if code in _DENIED or status == 403:
        return (
            f"these credentials are not allowed to call {operation} ({message or code}); "
            f"`influmojo-cfn {_command_that_prints(operation)}` prints what is needed"
        )
    if status >= 500:
        return (
            f"AWS failed to answer {operation}: HTTP {status} {code} at each of "
            f"{attempts} attempts; run it again later"
        )
    return f"AWS rejected {operation}: {message or code} ({code})"


def _command_that_prints(operation: str) -> str:
    """Return the command whose policy allows an operation."""
    if operation in ("DescribeStacks", "GetTemplate"):
        return "verify --policy --stack-name NAME"
    if operation == "ListEntitiesForPolicy":
        return "deployer-policy"
    of_iam = operation.startswith(("Get", "List")) and "Stack" not in operation
    return "verify --policy" if of_iam or operation == "TagPolicy" else "deployer-policy"


def _no_answer(error: Any, connection: Connection) -> str:
    """Return what botocore's own errors mean."""
    from botocore import exceptions

    if isinstance(error, exceptions.ProfileNotFound):
        import botocore.session

        name = error.kwargs["profile"]
        hint = did_you_mean(name, botocore.session.get_session().available_profiles)
        return f"the AWS configuration has no profile {name!r}{hint}"
    if isinstance(error, (exceptions.NoCredentialsError, exceptions.PartialCredentialsError)):
        return f"no AWS credentials were found: {_sign_in(connection, 'sign in')}"
    if isinstance(error, (exceptions.SSOError, exceptions.TokenRetrievalError)):
        return f"the sign-in session has expired: {_sign_in(connection)}, and run it again"
    if isinstance(error, (exceptions.ReadTimeoutError, exceptions.ConnectTimeoutError)):
        where = error.kwargs.get("endpoint_url", "AWS")
        return f"{where} does not answer: every attempt timed out; check the network and the proxy"
    if isinstance(error, (exceptions.ConnectionError, exceptions.HTTPClientError)):
        where = error.kwargs.get("endpoint_url") or connection.endpoint_url or "AWS"
        return f"{where} cannot be reached: check the network and the proxy"
    return f"AWS cannot be called: {error}"


def _sign_in(connection: Connection, words: str = "sign in again") -> str:
    profile = f" --profile {_quoted(connection.profile)}" if connection.profile else ""
    return f"{words} (aws sso login{profile}, or new keys by aws configure{profile})"
