"""E9740: images of Amazon ECR whose address lacks the account, the Region or the end."""

from __future__ import annotations

import re

from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.task_definition.task_resources import TASK_SHAPES

_FORM = "ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY"
_HOST = re.compile(r"(?:(?P<account>[^.]*)\.)?dkr\.ecr(?:-fips)?\.(?P<rest>.+)")
_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+)+-\d+")
_SUFFIX = re.compile(r"amazonaws\.com(?:\.cn)?")


@rule(
    id="E9740",
    shortdesc="The address of the image lacks a part",
    description="An image in Amazon ECR is at ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY.",
    why="There is no such host: the task stops with CannotPullContainerError.",
    source_url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html",
)
def registry_address(model: Model) -> Findings:
    resolver = model.resolver
    for shape in TASK_SHAPES:
        image = (*shape.at, *([shape.containers, "*"] if shape.containers else []), "Image")
        for properties in model.resources(shape.resource_type):
            for value in properties.values(*image):
                problem = _problem(value.text.partition("/")[0])
                if problem:
                    shown = resolver.show(value.text)
                    yield value.path, f"{shown!r} {problem}: {_FORM}"


def _problem(host: str) -> str:
    """Return what a host of Amazon ECR lacks; an empty string where it can be whole."""
    host = host.replace(t.REGION, "us-east-1").replace(t.URL_SUFFIX, "amazonaws.com")
    found = _HOST.fullmatch(host)
    if found is None:
        return ""
    account, rest = found["account"] or "", found["rest"]
    if not t.has_unknown(account) and not _ACCOUNT.fullmatch(account):
        return "has no account of twelve digits"
    if _SUFFIX.fullmatch(rest):
        return "lacks its Region"
    if _REGION.fullmatch(rest):
        return "lacks its end"
    return ""
