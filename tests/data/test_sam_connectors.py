"""The table of what connectors of AWS SAM give."""

from __future__ import annotations

import re

from influmojo_cfn.data.sam_connectors import CONNECTIONS, IDENTITIES
from influmojo_cfn.iam.service_authorization import action


def test_every_action_of_the_table_exists() -> None:
    actions = {
        name
        for connection in CONNECTIONS.values()
        for grants in connection.grants.values()
        for grant in grants
        for name in grant.actions
    }
    retired = {"lambda:InvokeAsync", "s3:GetObjectTorrent", "s3:GetObjectVersionTorrent"}
    assert {name for name in actions - retired if action(name) is None} == set()


def test_every_connection_is_between_types_that_can_be_named() -> None:
    assert {kind for pair in CONNECTIONS for kind in pair} == {*IDENTITIES}


def test_every_value_of_an_arn_is_one_of_an_end() -> None:
    texts = [
        text
        for connection in CONNECTIONS.values()
        for grants in connection.grants.values()
        for grant in grants
        for text in (*grant.resources, connection.on_behalf_of)
    ]
    names = {name for text in texts for name in re.findall(r"\$\{([^:}]+)\}", text)}
    ends = {f"{end}{key}" for end in ("Source", "Destination") for key in ("Arn", "Name")}
    assert names <= {*ends, "SourceQualifier", "SourceResourceId"}
