"""Placeholders without marks, known by where they are: a word where an account or Region belongs.

``ACCOUNT_ID`` in an ARN cannot be an account. ``IMAGE_PLACEHOLDER`` cannot be an image, since names
of repositories have no capitals. A word that could be what it says (a parameter DB_URL) is that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from influmojo_cfn.iam.arn import is_region
from influmojo_cfn.iam.regions import region_problem

MARK = "\x00"
"""Stands for a placeholder in one of the marked spellings."""

_IN_PATHS = re.compile(
    r"(?i).*placeholder.*|(?:.*[-_])?replace[-_]?(?:me|this|with)(?:[-_].*)?|change[-_]?me.*"
    r"|your[-_].*|insert[-_].*|.*[-_]here|to[-_]?be[-_](?:replaced|filled).*|([xyz])\1{2,}|\.{3}"
)
"""Words that people write where a value is to come, and that name no part of a path."""
_ALWAYS = re.compile(rf"{_IN_PATHS.pattern}|todo|tbd|dummy")
"""The same of a whole name: /ecs/todo is a list of things to do."""
_IMAGE_WORD = re.compile(
    r"(?i)(?:container[-_]?|docker[-_]?)?image(?:[-_]?\d*[-_]?(?:uri|url|name|tag))?"
    r"|(?:[a-z0-9]+[-_])*(?:ecr|repo(?:sitory)?|registry|image)[-_](?:[a-z0-9]+[-_])*"
    r"(?:uri|url|arn|here|name)"
)
_NOT_IN_NAMES = re.compile(rf"[^a-z0-9._/:*{MARK}-]")
"""What neither a registry's host nor a repository has, capitals among it."""
_NO_NAME = re.compile(r"[^a-z0-9].*|.*[^a-z0-9]|x{3,}")
"""What is not a name of an image, since one begins and ends with a letter or digit, or no one's."""
_ACCOUNT = re.compile(r"[0-9]{12}")
_NO_ACCOUNT = "0" * 12
_HOST = re.compile(
    r"(?P<account>[^./:]+)\.(?P<api>dkr[.-]ecr(?:-fips)?)\.(?P<region>[^./:]+)\.(?P<rest>.+)", re.S
)
_FILE_SYSTEM = re.compile(r"fs-[0-9a-f]{8,40}")
_ACCESS_POINT = re.compile(r"fsap-[0-9a-f]{8,40}")
_OWN_NAME = re.compile(
    r"(?:[A-Z0-9]+_)*(?:LOG_?GROUP(?:_?NAME)?|(?:PARAM(?:ETER)?|SECRET|BUCKET|STREAM)_?NAME)"
)
"""Capitals that say of a log group, parameter or secret no more than what it is."""
_BEFORE_ARN = ("credentialspec:", "credentialspecdomainless:")
_PARTITION = re.compile(rf"[*{MARK}]|aws(?:-[a-z]+)*")
_ARN_WORD = re.compile(r"[A-Z0-9_]*ARN[A-Z0-9_]*")
_SUFFIX_TO_COME = re.compile(r"-(?:X{6}|x{6}|\?{6}|\*)(?=$|:)")


class _WordOpener:
    """Gathers the words that are placeholders while a string is opened where they are."""

    def __init__(self, account: str | None, region: str | None) -> None:
        self.given_account = account
        self.given_region = region
        self.words: list[str] = []

    def open(self, word: str) -> str:
        """Return a wildcard for a word that is to be filled in."""
        if word.replace(MARK, "") and word not in self.words and MARK not in word:
            self.words.append(word)
        return MARK if MARK in word else "*"

    def account(self, text: str) -> str:
        """Return an account as it is, or what represents one to come."""
        is_account = _ACCOUNT.fullmatch(text) and text != _NO_ACCOUNT
        if not text or text in ("*", "aws") or is_account:
            return text
        return self.given_account or self.open(text)

    def region(self, text: str) -> str:
        """Return a Region as it is, or what represents one to come."""
        if not text or text == "*" or (is_region(text) and not region_problem(text)):
            return text
        return self.given_region or self.open(text)

    def word(self, text: str) -> str:
        """Return a name as it is, or what represents one that it says is to come."""
        if _ALWAYS.fullmatch(text) or _OWN_NAME.fullmatch(text):
            return self.open(text)
        parts = text.split("/")
        return "/".join(self.open(part) if _IN_PATHS.fullmatch(part) else part for part in parts)

    def image(self, text: str) -> str:
        """Return an image, opened where a part of it is to come."""
        name, tag = _split_tag(text)
        host = _HOST.fullmatch(name)
        if host is None:
            is_open = any(
                (_NOT_IN_NAMES.search(name), _IMAGE_WORD.fullmatch(name), _is_no_name(name))
            )
            return f"{self.open(name)}{tag}" if is_open or _ALWAYS.fullmatch(name) else text
        account, region = self.account(host["account"]), self.region(host["region"])
        domain, _, repository = host["rest"].partition("/")
        path = "/".join(
            self.open(part) if _NOT_IN_NAMES.search(part) else self.word(part)
            for part in repository.split("/")
        )
        return f"{account}.{host['api']}.{region}.{domain}/{path}{tag}"

    def arn(self, text: str) -> str:
        """Return an ARN, opened where its account, Region or a name is to come."""
        if text.startswith(_BEFORE_ARN):
            before, colon, rest = text.partition(":")
            return f"{before}{colon}{self.arn(rest)}"
        parts = text.split(":", 5)
        if len(parts) < 6 or parts[0] != "arn":
            return self.open(text) if _ARN_WORD.fullmatch(text) else self.word(text)
        head, partition, service, region, account, resource = parts
        if not _PARTITION.fullmatch(partition):
            partition = self.open(partition)
        if service == "s3":
            bucket, slash, key = resource.partition("/")
            is_open = re.search(r"[A-Z]", bucket)
            resource = f"{self.open(bucket) if is_open else self.word(bucket)}{slash}{key}"
        elif service == "secretsmanager":
            suffix = _SUFFIX_TO_COME.search(resource)
            if suffix:
                self.open(suffix.group())
                resource = f"{resource[: suffix.start()]}-??????{resource[suffix.end() :]}"
        resource = re.sub(r"[^/:]+", lambda found: self.word(found.group()), resource)
        place = (self.region(region), self.account(account))
        return ":".join((head, partition, service, *place, resource))

    def file_system(self, text: str) -> str:
        """Return the ID of a file system, or what represents one to come; an ARN as it is."""
        return self._identified(text, _FILE_SYSTEM, "fs-")

    def access_point(self, text: str) -> str:
        """Return the ID of an access point, or what represents one to come; an ARN as it is."""
        return self._identified(text, _ACCESS_POINT, "fsap-")

    def _identified(self, text: str, known: re.Pattern[str], prefix: str) -> str:
        is_known = text.startswith("arn:") or known.fullmatch(text) or MARK in text
        return text if is_known else f"{prefix}{self.open(text)}"


def _is_no_name(name: str) -> bool:
    return MARK not in name and "*" not in name and bool(_NO_NAME.fullmatch(name))


def _split_tag(image: str) -> tuple[str, str]:
    """Return an image's name, and its tag or digest with the character before it."""
    found = re.fullmatch(r"(.*?)((?::[^:/@]*)?(?:@.*)?)", image, re.S)
    return (found[1], found[2]) if found else (image, "")


_FIELDS: Mapping[str, Callable[[_WordOpener, str], str]] = {
    "image": _WordOpener.image,
    "valueFrom": _WordOpener.arn,
    "credentialsParameter": _WordOpener.arn,
    "value": _WordOpener.arn,
    "config-file-value": _WordOpener.arn,
    "credentialSpecs": _WordOpener.arn,
    "dockerSecurityOptions": _WordOpener.arn,
    "executionRoleArn": _WordOpener.arn,
    "taskRoleArn": _WordOpener.arn,
    "fileSystemArn": _WordOpener.arn,
    "accessPointArn": _WordOpener.arn,
    "awslogs-region": _WordOpener.region,
    "awslogs-group": _WordOpener.word,
    "fileSystemId": _WordOpener.file_system,
    "accessPointId": _WordOpener.access_point,
}
_ROUTED: Mapping[str, Callable[[_WordOpener, str], str]] = {
    "aws_region": _WordOpener.region,
    "bucket": _WordOpener.word,
    "delivery_stream": _WordOpener.word,
    "log_group_name": _WordOpener.word,
    "region": _WordOpener.region,
    "role_arn": _WordOpener.arn,
    "stream": _WordOpener.word,
}
"""The options of a log router's outputs, in lowercase: routers read them in any case."""


def opened(
    text: str, key: str, *, account: str | None, region: str | None
) -> tuple[str, tuple[str, ...]]:
    """Return a field's text with wildcards for what is to come, and the words that say so.

    Args:
        text: the value, with :data:`MARK` for each marked placeholder.
        key: the field's name in the ECS API, or a log router's option.
        account: what fills in a word where an account belongs.
        region: what fills in a word where a Region belongs.
    """
    opening = _WordOpener(account, region)
    reader = (_FIELDS.get(key) or _ROUTED.get(key.lower())) if text.isascii() else None
    return (reader(opening, text) if text and reader else text), tuple(opening.words)


def is_to_come(name: str) -> bool:
    """Return whether a name of a log group, bucket or stream says only that it is to come."""
    return bool(opened(name, "awslogs-group", account=None, region=None)[1])
