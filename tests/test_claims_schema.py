"""The schema of claims files accepts what the reader accepts, and refuses its mistakes of shape."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.data import CLAIMS_SCHEMA as SCHEMA_FILE
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.influmojo import APP
from influmojo_cfn.proof.claims import KINDS, parse_claims
from influmojo_cfn.template.claims import claims_of
from scripts.claims_schema import schema, text
from tests.conftest import ROOT

VALIDATOR = import_module("jsonschema").Draft202012Validator
NEVER = {"claim": "c", "never": {"actions": "s3:*"}}
TRUST = {"claim": "c", "only-trusted-by": {"principals": {"Service": "ecs-tasks.amazonaws.com"}}}


def accepted(data: Any) -> bool:
    return bool(VALIDATOR(schema()).is_valid(data))


def read(data: Any) -> bool:
    try:
        parse_claims(Document(data))
    except TemplateError:
        return False
    return True


def test_the_file_is_of_today() -> None:
    assert SCHEMA_FILE.read_text("utf-8") == text(), "run: make generated"
    VALIDATOR.check_schema(schema())


def test_every_kind_of_claim_is_described() -> None:
    claim = schema()["$defs"]["claim"]["properties"]
    assert all(claim[kind]["description"] for kind in KINDS)


def test_our_own_claims_files_are_accepted() -> None:
    assert accepted(read_document(ROOT / "templates/influmojo-claims.yaml").data)
    assert accepted(claims_of(APP))


RIGHT: tuple[Any, ...] = (
    {"claims": [NEVER]},
    {"for-every": "P", "claims": [{**NEVER, "role": "A"}]},
    {"for-every": ["P"], "claims": [{**NEVER, "roles": ["A", "B"]}]},
    {"environments": {"a": {"P": "x"}}, "claims": [NEVER]},
    {"claims": [{"claim": "c", "always": {"not-actions": ["iam:*"], "not-resources": "*"}}]},
    {"claims": [{"claim": "c", "never": {"conditions": {"Bool": {"aws:ViaAWSService": False}}}}]},
    {"claims": [TRUST]},
    {
        "claims": [
            {"claim": "c", "only-trusted-by": {"principals": "*", "actions": "sts:AssumeRole"}}
        ]
    },
    {"claims": [{"claim": "c", "no-wider-than": "boundary.yaml"}]},
    {"claims": [{"claim": "c", "nothing-beyond-the-app": True}]},
    {"claims": [{"claim": "c", "nothing-beyond-the-app": "app.yaml"}]},
)
WRONG: tuple[Any, ...] = (
    [],
    {},
    {"claims": []},
    {"claims": [NEVER], "claim": 1},
    {"claims": [NEVER], "for-every": [1]},
    {"claims": [NEVER], "environments": {"a": {"P": 1}}},
    {"claims": ["text"]},
    {"claims": [{"never": {"actions": "s3:*"}}]},
    {"claims": [{"claim": "", "never": {"actions": "s3:*"}}]},
    {"claims": [{"claim": "c"}]},
    {"claims": [{**NEVER, "always": {"actions": "s3:*"}}]},
    {"claims": [{**NEVER, "role": "A", "roles": "B"}]},
    {"claims": [{**NEVER, "rolle": "A"}]},
    {"claims": [{"claim": "c", "never": {}}]},
    {"claims": [{"claim": "c", "never": {"action": "s3:*"}}]},
    {"claims": [{"claim": "c", "never": {"actions": "s3:*", "not-actions": "s3:*"}}]},
    {"claims": [{"claim": "c", "never": {"resources": "*", "not-resources": "*"}}]},
    {"claims": [{"claim": "c", "only-trusted-by": {"actions": "sts:AssumeRole"}}]},
    {"claims": [{"claim": "c", "only-trusted-by": {"principals": {"Servise": "x"}}}]},
    {"claims": [{"claim": "c", "no-wider-than": ""}]},
    {"claims": [{"claim": "c", "nothing-beyond-the-app": False}]},
)


@pytest.mark.parametrize("data", RIGHT, ids=range(len(RIGHT)))
def test_what_the_reader_takes_is_accepted(data: Any) -> None:
    assert (accepted(data), read(data)) == (True, True)


@pytest.mark.parametrize("data", WRONG, ids=range(len(WRONG)))
def test_what_the_reader_refuses_for_its_shape_is_refused(data: Any) -> None:
    assert (accepted(data), read(data)) == (False, False)
