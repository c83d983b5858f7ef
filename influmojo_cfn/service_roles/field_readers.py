"""The readers of a task definition's fields: images, parameters, secrets, objects.

A reader turns the value of one field into readings: names for the rows of the table. Each row of
that field whose resource they fill is a call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from influmojo_cfn.iam.arn import Arn, parse_arn
from influmojo_cfn.iam.public_parameters import PUBLIC_PARAMETERS, without_account
from influmojo_cfn.iam.text import has_unknown
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.call_row import ValueReading
from influmojo_cfn.service_roles.field_values import (
    Mistake,
    Reading,
    ReadingContext,
    Readings,
    fill,
    key_arn,
    part_of,
)
from influmojo_cfn.task_definition.image import (
    USUAL_CACHE_PREFIXES,
    may_be_private_ecr,
    parse_image,
)
from influmojo_cfn.task_definition.model import Field

_NO_SUFFIX = "the six random characters that end its ARN are not given"
_ANY_SUFFIX = "-??????"
_REFERENCE = "/aws/reference/secretsmanager/"
_SUFFIX = re.compile(r".+-(?P<end>[A-Za-z0-9]{6})")
"""A secret's name whose end can be AWS's six random characters."""
_WORD = re.compile(r"(?:[A-Z]?[a-z]*|[A-Z]*)[0-9]*")
"""A word, a number or both, such as secret, Config, APIKEY, 202401 and db2024.

Of the ends that AWS makes, two in a hundred are like that.
"""
_LIKE_ECR = re.compile(
    r"(?:[0-9]*\.)?(?:dkr[.-])?ecr(?:-fips)?(?:\.[a-z0-9-]*)?\.amazonaws(?:\.[a-z]+){0,2}(?:/.*)?"
    r"|arn:[a-z-]+:ecr:.*"
)
"""An image that is meant to be of ECR: the account, a Region, repository or domain is wrong."""
_PARAMETER = re.compile(r"[^:]*(?::[^:/\s]+)?")
"""A parameter's name, perhaps with a version or label.

https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-labels.html
(read 2026-11-28)
"""
_NO_NAME = (
    "is not the name of a parameter, which has at most one colon, before its version or label; a"
    " Secrets Manager secret with a JSON key is named by its whole ARN"
)
_NO_PARTS = (
    "is not the ARN of a secret, alone or with all of :JSON-KEY:STAGE:VERSION behind it: its task"
    " stops with 'unexpected ARN format with parameters'; write"
)
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html

(read 2026-11-28)
"""
_ALONE = "is not the ARN of a secret alone, and a registry's secret has no JSON key to choose"
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html

(read 2026-11-28)
"""
_SEVERAL = "has a wildcard, and ECS reads what has this very name; write one field for each name"
_NO_SCHEME = "is not an image: a registry's name has no scheme; begin with its host"
_NO_IMAGE = "is not an image: it names none before its tag"
_SPACE = "is not an image: it has white space"
_NO_ECR = "is not an image of Amazon ECR; write ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG"


def image(where: Field, asked: ReadingContext) -> Readings:
    """Read the image of a container."""
    value = where.value
    if isinstance(value, str) and "://" in value:
        yield Mistake(field=where, message=f"{value!r} {_NO_SCHEME}")
        return
    if isinstance(value, str) and value.startswith((":", "@")):
        yield Mistake(field=where, message=f"{value!r} {_NO_IMAGE}")
        return
    if isinstance(value, str) and re.search(r"\s", value):
        yield Mistake(field=where, message=f"{value!r} {_SPACE}")
        where, value = Field(value=value.strip(), path=where.path), value.strip()
    found = parse_image(covered(value))
    if found is None:
        if isinstance(value, str) and _LIKE_ECR.fullmatch(value):
            yield Mistake(field=where, message=f"{value!r} {_NO_ECR}")
        if not isinstance(value, Unknown) or asked.has_registry_credentials:
            return
        if may_be_private_ecr(value.covers):
            unknown = Unknown(value.reason)
            names = dict.fromkeys(("region", "account", "repository"), unknown)
            only_if = "the image is in a private ECR repository"
            yield Reading(names={"registry": "*", **names}, only_if=only_if)
        return
    place: dict[str, Text] = {
        "partition": found.partition or asked.home.partition,
        "account": part_of(found.account, where.value),
        "region": part_of(found.region, where.value),
    }
    repository = part_of(found.repository, where.value)
    yield Reading(names={"registry": "*", "repository": repository, **place})
    prefix = found.repository.partition("/")[0]
    cached = {"cached_repository": repository, **place}
    if any(found.repository.startswith(f"{known}/") for known in asked.cache_prefixes):
        yield Reading(names=cached)
    elif prefix in USUAL_CACHE_PREFIXES and "/" in found.repository:
        yield Reading(names=cached, only_if=f"{prefix}/ is a pull-through cache")


def registry_secret(where: Field, asked: ReadingContext) -> Readings:
    """Read the secret of a private registry's password, by its ARN or its name."""
    text = where.value
    if isinstance(text, str) and not text.startswith("arn:"):
        template = "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-??????"
        names: dict[str, Text] = {**asked.home.names, "name": text}
        text = Unknown(_NO_SUFFIX, covered(fill(template, names)))
    if isinstance(text, Unknown) and not text.covers.startswith("arn:"):
        yield _any_secret(text.reason, asked)
        return
    where, problems = _placed(Field(value=text, path=where.path), asked)
    yield from problems
    parts = parse_arn(covered(where.value))
    if parts and _is_secret(parts):
        whole = ":".join(covered(where.value).split(":")[:7])
        if isinstance(where.value, str) and whole != where.value:
            message = f"{where.value!r} {_ALONE}; write {whole!r}"
            yield Mistake(field=where, message=message)
            where = Field(value=whole, path=where.path)
        yield from _secret(where, asked)
    else:
        yield Mistake(field=where, message=f"{covered(text)!r} is not a Secrets Manager secret")


def secret_or_parameter(where: Field, asked: ReadingContext) -> Readings:
    """Read a parameter or a secret, whichever the field names."""
    text = covered(where.value)
    is_arn = text.startswith("arn:")
    if not is_arn and (isinstance(where.value, Unknown) or not text[:1].isascii()):
        reason = where.value.reason if isinstance(where.value, Unknown) else ""
        covers = covered(fill("arn:{partition}:ssm:*:*:parameter/*", asked.home.names))
        only_if = "it names a Parameter Store parameter"
        yield Reading(names={"parameter": Unknown(reason, covers)}, only_if=only_if)
        yield _any_secret(reason, asked)
        return
    where, problems = _placed(where, asked)
    yield from problems
    parts = parse_arn(covered(where.value))
    if not (is_arn or _PARAMETER.fullmatch(text)):
        yield Mistake(field=where, message=f"{text!r} {_NO_NAME}")
    elif not is_arn:
        name = text.removeprefix("/").partition(":")[0]
        template = "arn:{partition}:ssm:{region}:{account}:parameter/{name}"
        names: dict[str, Text] = {**asked.home.names, "name": name}
        if f"/{name}".startswith(PUBLIC_PARAMETERS):
            names["account"] = ""
        yield from _parameter(where, covered(fill(template, names)), asked)
    elif parts and parts.service == "ssm":
        if not _PARAMETER.fullmatch(parts.resource):
            yield Mistake(field=where, message=f"{text!r} {_NO_NAME}")
        # A version or label (NAME:3) is not part of what the permission is for.
        plain = without_account(parts._replace(resource=parts.resource.partition(":")[0]))
        yield from _parameter(where, str(plain), asked)
    elif parts and _is_secret(parts):
        yield from _secret(where, asked)
    else:
        message = f"{text!r} is neither a Parameter Store parameter nor a Secrets Manager secret"
        yield Mistake(field=where, message=message)


def _placed(where: Field, asked: ReadingContext) -> tuple[Field, tuple[Mistake, ...]]:
    """Return the field of a parameter or secret in the tasks' own place where its ARN has none."""
    value = where.value
    arn = parse_arn(covered(value))
    if arn is None or (arn.service != "ssm" and not _is_secret(arn)):
        return where, ()
    is_public = f"/{arn.resource.removeprefix('parameter/')}".startswith(PUBLIC_PARAMETERS)
    left = {"region": asked.home.region, "account": "" if is_public else asked.home.account}
    left = {name: own for name, own in left.items() if own and not getattr(arn, name)}
    if not left:
        return where, ()
    text = str(arn._replace(**left))
    message = f"{covered(value)!r} names no {' and no '.join(left)}; write {text!r}"
    placed = Unknown(value.reason, text) if isinstance(value, Unknown) else text
    return Field(value=placed, path=where.path), (Mistake(where, message),)


def _is_secret(arn: Arn) -> bool:
    return arn.service == "secretsmanager" and arn.resource.startswith("secret:")


def _any_secret(reason: str, asked: ReadingContext) -> Reading:
    covers = covered(fill("arn:{partition}:secretsmanager:*:*:secret:*", asked.home.names))
    return Reading(
        names={"secret": Unknown(reason, covers)}, only_if="it names a Secrets Manager secret"
    )


def _plain_parameter(where: Field, arn: str) -> Reading | Mistake:
    parts = parse_arn(arn)
    if parts is None or not re.match(r"parameter(/[^/]|[*\u0080-\U0010ffff])", parts.resource):
        message = (
            f"{arn!r} is not the ARN of a parameter: after 'parameter' comes one slash and the "
            "name without its leading slash"
        )
        return Mistake(field=where, message=message)
    if _names_several(where.value, arn):
        return Mistake(field=where, message=f"{arn!r} {_SEVERAL}")
    return Reading(names={"parameter": part_of(arn, where.value)})


def _names_several(value: Text, arn: str) -> bool:
    """Return whether an ARN has a wildcard that the file itself writes."""
    return isinstance(value, str) and bool(re.search(r"[*?]", arn))


def _parameter(where: Field, arn: str, asked: ReadingContext) -> Readings:
    """Read a parameter with the key that encrypts it, and the secret that it can represent."""
    found = _plain_parameter(where, arn)
    yield found
    parts = parse_arn(arn)
    if isinstance(found, Mistake) or parts is None:
        return
    name = "/" + parts.resource.removeprefix("parameter/")
    if name.startswith(_REFERENCE):
        secret = f"arn:{parts.partition}:secretsmanager:{parts.region}:{parts.account}:secret:"
        text = secret + name.removeprefix(_REFERENCE)
        yield from _secret(Field(value=text, path=where.path), asked)
    elif not name.startswith(PUBLIC_PARAMETERS):
        names = {**found.names, "region": parts.region}
        yield from _decrypted(where, names, "parameter_key", asked)


def _secret(where: Field, asked: ReadingContext) -> Readings:
    """Read a secret's ARN with, perhaps, JSON key, version stage and version ID."""
    text = where.value
    parts = covered(text).split(":")
    arn: Text = part_of(":".join(parts[:7]), text)
    name = parts[6]
    if not name or _names_several(text, covered(arn).removesuffix(_ANY_SUFFIX)):
        what = _SEVERAL if name else "names no secret; write its whole ARN"
        yield Mistake(field=where, message=f"{covered(text)!r} {what}")
        return
    if len(parts) > 10 or (len(parts) not in (7, 10) and _tells_its_end(*parts[6:])):
        message = f"{covered(text)!r} {_NO_PARTS} {_with_colons(parts)!r}"
        yield Mistake(field=where, message=message)
    stage, version = [*parts[8:10], "", ""][:2]
    only_if: str | None = None
    suffix = _SUFFIX.fullmatch(name)
    unsure = _WORD.fullmatch(suffix["end"]) if suffix else None
    if unsure:
        # Secrets Manager takes such a string for a whole ARN where there is one, else for a name.
        end = unsure.group()
        whole = {"secret": arn, "stage": stage, "version": version}
        yield Reading(names=whole, only_if=f"{end!r} is AWS's suffix: give the whole ARN")
        only_if = f"{end!r} is part of the name: give the whole ARN"
    if name[-1:].isascii() and name[-1:] not in "*?" and (unsure or not suffix):
        reason = arn.reason if isinstance(arn, Unknown) else _NO_SUFFIX
        arn = Unknown(reason, f"{covered(arn)}{_ANY_SUFFIX}")
    names: dict[str, Text] = {"secret": arn, "stage": stage, "version": version}
    yield Reading(names=names, only_if=only_if)
    yield from _decrypted(where, {**names, "region": parts[3]}, "secret_key", asked)


def _tells_its_end(name: str, *more: str) -> bool:
    """Return whether what follows a secret's name is known, and that nothing before holds it."""
    texts = more if name.endswith(_ANY_SUFFIX) else (name, *more)
    return not any(has_unknown(text) or re.search(r"[*?]", text) for text in texts)


def _with_colons(parts: list[str]) -> str:
    """Return a secret's ARN as ECS takes it, with the colons of JSON key, stage and version."""
    given = [part for part in parts[7:] if part]
    return ":".join([*parts, "", ""][:10] if given else parts[:7])


def _decrypted(
    where: Field, names: Mapping[str, Text], key_name: str, asked: ReadingContext
) -> Iterator[Reading]:
    """Read the key of a parameter or secret; AWS's own needs no permission."""
    value = where.value
    known = [value.logical_id] if isinstance(value, Unknown) else []
    known += [covered(names.get("secret", "")), covered(value)]
    found = [asked.keys[name] for name in known if name in asked.keys]
    only_if: str | None = ""
    if found and found[0] is None:
        return
    if found and found[0]:
        key: Text = key_arn(found[0], asked.home)
    elif asked.key == "":
        return
    elif asked.key:
        key = asked.key
    else:
        covers = f"arn:{asked.home.partition}:kms:{covered(names['region'])}:*:key/*"
        key = Unknown("the task definition does not name the key that encrypts it", covers)
        only_if = None
    more: dict[str, Text] = {key_name: key, "suffix": "amazonaws.com", "caller": asked.home.account}
    yield Reading(names={**names, **more}, only_if=only_if, about=key_name)


def s3_object(where: Field, asked: ReadingContext) -> Readings:
    """Read the ARN of an S3 object."""
    text = covered(where.value)
    parts = parse_arn(text)
    if parts is None and isinstance(where.value, Unknown):
        reason = where.value.reason
        covers = Unknown(reason, f"arn:{asked.home.partition}:s3:::*")
        yield Reading(names={"object": covers, "bucket": Unknown(reason)})
        return
    if parts is None or parts[1:4] != ("s3", "", "") or not all(parts.resource.partition("/")):
        example = f"arn:{asked.home.partition}:s3:::BUCKET/KEY"
        message = f"{text!r} is not the ARN of an S3 object, such as {example!r}"
        yield Mistake(field=where, message=message)
        return
    if _names_several(where.value, text):
        yield Mistake(field=where, message=f"{text!r} {_SEVERAL}")
        return
    bucket = part_of(parts.resource.partition("/")[0], where.value)
    names = {"object": part_of(text, where.value), "bucket": bucket, "partition": parts.partition}
    yield Reading(names=names)


def credential_spec(where: Field, asked: ReadingContext) -> Readings:
    """Read a gMSA's credential spec: a parameter or an object, and the secret of its user."""
    kind, _, value = covered(where.value).partition(":")
    is_option = "dockersecurityoptions" in (str(key).lower() for key in where.path)
    if value.startswith("file:") or (is_option and not re.match(r"credentialspec|\*", kind)):
        return
    inner = Field(value=part_of(value, where.value), path=where.path)
    parts = parse_arn(value)
    if parts and parts.service == "ssm":
        yield _plain_parameter(inner, value)
    elif parts and parts.service == "s3":
        yield from s3_object(inner, asked)
    elif isinstance(where.value, Unknown):
        yield from _any_credential_spec(where.value.reason, asked)
    else:
        message = (
            f"{where.value!r} is not 'credentialspec:' or 'credentialspecdomainless:' and the ARN "
            "of a parameter or of an S3 object"
        )
        yield Mistake(field=where, message=message)
        return
    if kind == "credentialspecdomainless":
        covers = f"arn:{asked.home.partition}:secretsmanager:*:*:secret:*"
        yield Reading(names={"user": Unknown("the credential spec names the secret", covers)})


def _any_credential_spec(reason: str, asked: ReadingContext) -> Readings:
    covers = covered(fill("arn:{partition}:ssm:*:*:parameter/*", asked.home.names))
    only_if = "it names a credential spec in Parameter Store"
    yield Reading(names={"parameter": Unknown(reason, covers)}, only_if=only_if)
    names = {
        "object": Unknown(reason, f"arn:{asked.home.partition}:s3:::*"),
        "bucket": Unknown(reason),
    }
    yield Reading(names=names, only_if="it names a credential spec in S3")


READERS: Mapping[ValueReading, Callable[[Field, ReadingContext], Readings]] = {
    "image": image,
    "registry secret": registry_secret,
    "secret or parameter": secret_or_parameter,
    "S3 object": s3_object,
    "credential spec": credential_spec,
}
"""How each kind of value is read."""
