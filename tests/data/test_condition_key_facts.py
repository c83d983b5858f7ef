"""What the reference lacks of condition keys is about keys, actions and services that exist."""

from __future__ import annotations

import re

from influmojo_cfn.data import table
from influmojo_cfn.iam.service_authorization import actions_matching, condition_key, service

FACTS = table("condition_key_facts")


def test_every_service_has_an_authorization_of_its_own() -> None:
    assert [each for each in FACTS["unlisted_for_service"] if service(each) is None] == []


def test_every_action_beside_others_matches_some() -> None:
    assert [r["action"] for r in FACTS["beside_others"] if not actions_matching(r["action"])] == []


def test_every_format_is_of_a_known_key() -> None:
    named = [key for row in FACTS["value_formats"] for key in row["keys"]]
    assert [key for key in named if condition_key(key) is None] == []
    assert all(re.compile(row["pattern"]) for row in FACTS["value_formats"])
