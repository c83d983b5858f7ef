"""What is wrong with an ARN by itself: one problem, the first of those that the rules name."""

from __future__ import annotations

import re
from typing import NamedTuple

from influmojo_cfn.cloudformation.environment import partition_of
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.arn import PARTITIONS, Arn
from influmojo_cfn.iam.patterns import (
    arn_pattern_of,
    has_wildcard,
    literal_prefix,
    may_meet,
    type_pattern,
)
from influmojo_cfn.iam.service_authorization import arns_of_types
from influmojo_cfn.rules.arns import read_arn, starts_unknown
from influmojo_cfn.rules.memory import remembered

REGION = re.compile(
    "^(?!ue-|su-|pa-)(?:[a-z]{2}|eusc)(?:-(?:gov|iso[a-z]?|de"
    "|(?:north|south)?(?:east|west)|north|south|central))+-[1-9]$"
)
"""What the names of Regions are made of, those that AWS has not opened yet included.

https://docs.aws.amazon.com/global-infrastructure/latest/Regions/aws-regions.html (read 2026-11-27)
"""
ECR_URI = re.compile(r"\.dkr[.-]ecr(?:-fips)?[.-]|^public\.ecr\.aws/")
GLOBAL_ACCOUNTS = frozenset(
    {"aws", "aws-managed", "cloudfront", "third-party", "amazon", "anonymous"}
)


class ArnProblem(NamedTuple):
    """What is wrong: ``kind`` names the rule's idea."""

    kind: str
    message: str


OF_THE_API_ITSELF = "execute-api:/"
"""What API Gateway takes for an ARN in an API's own policy, and fills in itself.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html
(read 2026-11-27)
"""


@remembered
def problem(text: str) -> ArnProblem | None:
    """Return what is wrong with the shape of a value of Resource, or None."""
    if text == "*" or text.startswith(OF_THE_API_ITSELF):
        return None
    if ECR_URI.search(text) and not text.startswith("arn:"):
        return ArnProblem(
            "uri", "is an image's URI; a policy takes arn:...:ecr:...:repository/NAME"
        )
    if starts_unknown(text):
        return None
    arn = read_arn(text)
    if arn is None:
        return _not_an_arn(text)
    if has_wildcard(arn.service):
        # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
        return ArnProblem("arn", "has a wildcard for its service: IAM takes none there")
    return _segments(arn) or _service_shape(arn) or _region_and_account(arn)


_NOT_PSEUDO = re.compile("[\ue000\U000f0000-\U0010ffff]|\\$\\{")
"""Unknowns that can hold colons."""


@remembered
def completed(text: str) -> str:
    """Return the ARN that IAM reads in a role's, user's or group's policy where parts are missing.

    Empty where none is missing, or where that is not known. A ``*`` at the end reaches beyond its
    part anyway, and is left to the rules on wide resources.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
    (read 2026-11-25)
    """
    missing = 5 - text.count(":")
    if not text.startswith("arn:") or missing < 1 or text.endswith("*"):
        return ""
    return "" if _NOT_PSEUDO.search(text) else text + ":*" * missing


def parts_problem(text: str) -> str:
    """Return which part of an ARN can never be, of those that there are; else an empty string."""
    arn = read_arn(text + ":*" * max(0, 5 - text.count(":"))) if text.startswith("arn:") else None
    found = _segments(arn) if arn and not _NOT_PSEUDO.search(text) else None
    return found.message if found else ""


def _incomplete(text: str) -> ArnProblem | None:
    whole = completed(text)
    arn = read_arn(whole)
    found = _segments(arn) if arn else None
    if found is None:
        return None
    parts = text.count(":") + 1
    return ArnProblem(found.kind, f"{found.message} (of six parts there are {parts})")


def _not_an_arn(text: str) -> ArnProblem | None:
    if completed(text):
        return _incomplete(text)
    if text and has_wildcard(text) and "arn:".startswith(literal_prefix(text)[:4]):
        if text.count(":") < 5 and not text.endswith("*"):
            return ArnProblem("arn", "is not an ARN of six parts")
        given = read_arn(text + "*:" * (5 - text.count(":")) + "*") if text[:4] == "arn:" else None
        return _segments(given) if given else None
    unknown = _NOT_PSEUDO.search(text)
    if text.startswith("arn:") and unknown:
        # It can hold colons: the parts before it are judged.
        start = f"{text[: unknown.start()]}*"
        given = read_arn(start + ":*" * (5 - start.count(":")))
        return _segments(given) if given else None
    return ArnProblem("arn", "is not an ARN: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE")


_ACCOUNT = re.compile("^[0-9*?\ue000-\uf8ff\U000f0000-\U0010ffff]*$")
"""Digits, wildcards and unknowns."""


_WITHIN = re.compile("(?:^|[/:])arn:[^:]*:[a-z0-9-]+:")
"""An ARN within an ARN; API Gateway's have the function's in their path."""


def _is_known(text: str) -> bool:
    return not t.has_unknown(text) and not has_wildcard(text) and "${" not in text


def _segments(arn: Arn) -> ArnProblem | None:
    """Judge each part by itself."""
    if any(character.isspace() for character in "".join(arn[:4])):
        return ArnProblem("arn", "contains white space")
    if arn.resource != arn.resource.strip():
        return ArnProblem("arn", "begins or ends its resource with white space")
    if _is_known(arn.partition) and arn.partition not in PARTITIONS:
        return ArnProblem(
            "arn", f"{arn.partition!r} is not a partition{did_you_mean(arn.partition, PARTITIONS)}"
        )
    if not arn.service:
        return ArnProblem("arn", "names no service")
    if not arn.resource:
        return ArnProblem("arn", "names no resource")
    if arn.resource.startswith(":"):
        return ArnProblem("arn", "has a colon too many before its resource")
    if arn.service != "apigateway" and _WITHIN.search(arn.resource):
        return ArnProblem("arn", "has an ARN within: write the name alone, or the ARN alone")
    if t.ACCOUNT in arn.region or t.REGION in arn.account:
        return ArnProblem("arn", "has Region and account in each other's place")
    if arn.region and _is_known(arn.region) and not REGION.match(arn.region):
        return ArnProblem("arn", f"{arn.region!r} is not a Region")
    account = arn.account
    wrong = account not in GLOBAL_ACCOUNTS and not _ACCOUNT.match(account)
    if account and (wrong or (account.isdigit() and len(account) != 12)):
        return ArnProblem("arn", f"'{account}' is not an account ID: twelve digits are expected")
    if arn.region and arn.partition in PARTITIONS:
        own = partition_of(arn.region)
        if own != arn.partition and (own != "aws" or _is_known(arn.region)):
            message = f"the Region {arn.region} is not in the partition {arn.partition}"
            return ArnProblem("arn", message)
    return None


def _region_and_account(arn: Arn) -> ArnProblem | None:
    """Compare Region and account with the service's resource types of the same resource part."""
    if not _is_known(arn.service):
        return None
    given = (bool(arn.region), bool(arn.account))
    if _forms(arn.service) == {given}:
        return None
    shape = arn_pattern_of(arn.resource)
    kinds = [kind for kind in _arns_of(arn.service) if may_meet(type_pattern(kind.resource), shape)]
    if not kinds:
        return None
    for place, name, article in ((2, "region", "a"), (3, "account", "an")):
        part = arn[place]
        if part and all(not kind[place] for kind in kinds) and "*" not in part:
            return ArnProblem("global", f"has {article} {name} where {arn.service} ARNs have none")
    for place, name in ((2, "region"), (3, "account")):
        if not arn[place] and all(kind[place] for kind in kinds) and not _is_of_aws(arn):
            return ArnProblem("missing", f"has no {name}; {arn.service} ARNs have one")
    return None


ALWAYS_OF_AN_ACCOUNT = frozenset(
    (
        *("sqs", "sns", "dynamodb", "secretsmanager", "logs", "kms", "rds-db"),
        *("ecr", "ses", "events", "kinesis", "ecs", "elasticfilesystem"),
    )
)
"""Services whose resources all belong to an account; elsewhere AWS's own have an empty one.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
(read 2026-11-28)
"""


def _is_of_aws(arn: Arn) -> bool:
    """Return whether an ARN with a Region and no account can be of a resource that AWS shares."""
    if not arn.region or arn.service in ALWAYS_OF_AN_ACCOUNT:
        return False
    return not (arn.service == "ssm" and re.match(r"parameter/(?!aws/|\*)", arn.resource))


@remembered
def _forms(prefix: str) -> set[tuple[bool, bool]]:
    """Return whether Region and account are there, for each resource type of a service."""
    return {(bool(kind.region), bool(kind.account)) for kind in _arns_of(prefix)}


@remembered
def _arns_of(prefix: str) -> tuple[Arn, ...]:
    """Return the ARNs of a service's own resource types."""
    return tuple(kind for kind in arns_of_types(prefix) if kind.service == prefix)


def _service_shape(arn: Arn) -> ArnProblem | None:
    check = _SHAPES.get(arn.service)
    return check(arn) if check else None


def _ssm(arn: Arn) -> ArnProblem | None:
    if arn.resource.startswith("parameter//"):
        return ArnProblem("ssm", "has two slashes: the parameter /a/b is parameter/a/b")
    if arn.resource.startswith(("parameter:", "parameters/", "param/")):
        return ArnProblem("ssm", "a parameter's resource is parameter/NAME")
    if arn.resource == "parameter" or re.match(r"^parameter[^/*?:\ue000-\U0010ffff]", arn.resource):
        return ArnProblem("ssm", "a parameter's resource is parameter/NAME, with one slash")
    return None


_SUFFIX = re.compile(r"-(?=[A-Za-z0-9?]*[A-Z0-9?])[A-Za-z0-9?]{6}$")
_JSON_KEY = re.compile(r"[A-Za-z0-9?*]:[^:]*:[^:]*:[^:]*$")
"""What valueFrom has after a secret's ARN: JSON key, version stage and version ID."""
_OPEN_END = re.compile("[*}\ue000-\uf8ff\U000f0000-\U0010ffff][A-Za-z0-9?]{0,6}$")
"""A wildcard or unknown that can represent the suffix, or for what comes before its end."""


def _secretsmanager(arn: Arn) -> ArnProblem | None:
    if arn.resource.startswith("secret/"):
        return ArnProblem("secret", "a secret's resource is secret:NAME-SUFFIX, with a colon")
    name = arn.resource.removeprefix("secret:")
    if name == arn.resource or not name:
        return None
    if _JSON_KEY.search(name):
        return ArnProblem(
            "secret", "names a JSON key, which belongs in valueFrom: end it after the suffix"
        )
    if _OPEN_END.search(name) or _SUFFIX.search(name) or not name.strip("?"):
        return None
    return ArnProblem(
        "secret", "lacks the six random characters of a secret's ARN: end it in -??????"
    )


_REPOSITORY = re.compile("^[a-z0-9._/*?\ue000-\uf8ff\U000f0000-\U0010ffff-]*$")


def _ecr(arn: Arn) -> ArnProblem | None:
    name = arn.resource.removeprefix("repository/")
    if name == arn.resource or _REPOSITORY.match(name):
        return None
    if ":" in name or "@" in name:
        return ArnProblem(
            "uri", "names an image; a policy names the repository, without tag or digest"
        )
    return ArnProblem("arn", "a repository's name can contain a-z, 0-9, '.', '_', '-' and '/' only")


def _s3(arn: Arn) -> ArnProblem | None:
    if arn.resource.startswith("/"):
        return ArnProblem("arn", "a bucket's name begins right after the third colon")
    return None


_RESOURCE_ID = re.compile(r"^(?:db|cluster)-[A-Z0-9]{8,}$|^prx-[a-z0-9]{8,}$")


def _rds_db(arn: Arn) -> ArnProblem | None:
    if not arn.resource.startswith("dbuser:"):
        if "*" in arn.resource or t.has_unknown(arn.resource):
            return None
        return ArnProblem("dbi", "an rds-db resource is dbuser:RESOURCE-ID/DB-USER")
    database, slash, user = arn.resource.removeprefix("dbuser:").partition("/")
    if t.has_unknown(database):
        return None
    if not slash and "*" not in database:
        return ArnProblem("dbi", "names no database user: dbuser:RESOURCE-ID/DB-USER")
    if slash and not user:
        return ArnProblem("dbi", "names no database user: dbuser:RESOURCE-ID/DB-USER")
    fixed = re.split(r"[*?]", database)[0]
    if database == fixed and not _RESOURCE_ID.match(database):
        return ArnProblem("dbi", f"{database!r} is not a resource ID such as db-ABCDEFGHIJKL01234")
    if (
        fixed
        and fixed != database
        and not re.match(
            r"^(?:d|db|db-[A-Z0-9]*|c[a-z]{0,6}|cluster-[A-Z0-9]*|p|pr|prx|prx-[a-z0-9]*)$", fixed
        )
    ):
        return ArnProblem(
            "dbi", f"{database!r} matches no resource ID such as db-ABCDEFGHIJKL01234"
        )
    return None


def _logs(arn: Arn) -> ArnProblem | None:
    if arn.resource.startswith("log-group/") or arn.resource.startswith("loggroup"):
        return ArnProblem("logs", "a log group's resource is log-group:NAME:*")
    return None


_SHAPES = {
    "ecr": _ecr,
    "s3": _s3,
    "ssm": _ssm,
    "secretsmanager": _secretsmanager,
    "rds-db": _rds_db,
    "logs": _logs,
}
