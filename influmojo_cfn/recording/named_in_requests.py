"""What a request needs because of what it names: roles that it passes, objects, a profile's model.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html,
https://docs.aws.amazon.com/rekognition/latest/dg/images-s3.html,
https://docs.aws.amazon.com/textract/latest/dg/security_iam_id-based-policy-examples.html,
https://docs.aws.amazon.com/transcribe/latest/dg/security_iam_id-based-policy-examples.html,
https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html (read
2026-11-28).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from influmojo_cfn.data.sdk_operations import OBJECT_ADDRESS, OUTPUT_BUCKETS, READS_OBJECTS
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.inference_profiles import model_of_profile
from influmojo_cfn.iam.passed_roles import passed_to
from influmojo_cfn.iam.sdk_operations import letters

SentKeys = Mapping[str, tuple[str, ...]]
"""The condition keys that a request sends, with their values."""
ActionOnResource = tuple[str, str, SentKeys]
_INVOKED = re.compile(r"/model/(?P<model>.+)/(?:invoke|converse)[\w-]*")
_ADDRESS = re.compile(rf"{OBJECT_ADDRESS}/(?P<key>.+)")
_KEYS = ("outputkey", "outputs3keyprefix", "s3prefix")


def also_needed(action: str, members: Mapping[str, Any]) -> Iterator[ActionOnResource]:
    """Yield what a request needs besides its own action, on one resource each."""
    yield from _passed_roles(action, members)
    if action.partition(":")[0] in READS_OBJECTS:
        yield from ((name, resource, {}) for name, resource in _objects(members))


def _passed_roles(action: str, members: Mapping[str, Any]) -> Iterator[ActionOnResource]:
    """Yield the roles that a request passes, each with the service that gets it."""
    for name, value in _texts(members):
        service, arn = passed_to(action, name), parse_arn(value)
        if service and arn and arn.service == "iam" and arn.resource.startswith("role/"):
            yield "iam:PassRole", value, {"iam:PassedToService": (service,)}


def _objects(members: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the objects that a service reads and writes with the permissions of its caller."""
    for structure in _structures(members):
        given = {letters(name): value for name, value in structure.items()}
        if isinstance(given.get("bucket"), str) and isinstance(given.get("name"), str):
            yield "s3:GetObject", f"arn:aws:s3:::{given['bucket']}/{given['name']}"
        address = _ADDRESS.fullmatch(str(given.get("mediafileuri", "")))
        if address:
            yield "s3:GetObject", f"arn:aws:s3:::{address['bucket']}/{address['key']}"
        for name in (each for each in OUTPUT_BUCKETS if each in given):
            key = next((given[each] for each in _KEYS if given.get(each)), "")
            yield "s3:PutObject", f"arn:aws:s3:::{given[name]}/{key}*"


def invoked_models(path: str, region: str, account: str) -> Iterator[tuple[str, SentKeys]]:
    """Yield what the invocation of a model is on, by its path, with the context of each.

    An inference profile needs itself, and its model in the Region that it chooses: here the run's.
    """
    found = _INVOKED.fullmatch(unquote(path))
    if found is None:
        return
    arn = parse_arn(found["model"])
    identifier = arn.resource.rpartition("/")[2] if arn else found["model"]
    model = model_of_profile(identifier)
    own = f"arn:aws:bedrock:{region}:{account}:inference-profile/{identifier}"
    direct = f"arn:aws:bedrock:{region}::foundation-model/{identifier}"
    resource = found["model"] if arn else own if model else direct
    yield resource, {}
    if model:
        through = {"bedrock:InferenceProfileArn": (resource,)}
        yield f"arn:aws:bedrock:{region}::foundation-model/{model}", through


def _structures(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        yield value
        for each in value.values():
            yield from _structures(each)
    elif isinstance(value, list):
        for each in value:
            yield from _structures(each)


def _texts(members: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the strings of a structure with their names."""
    for structure in _structures(members):
        yield from ((name, value) for name, value in structure.items() if isinstance(value, str))
