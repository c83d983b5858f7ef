"""Actions that AWS's own pages allow on ``*``, by the action that shows what they are for.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html and
https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html (read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Mapping

TOGETHER: Mapping[str, frozenset[str]] = {
    "ec2:describenetworkinterfaces": frozenset(
        {
            "ec2:assignprivateipaddresses",
            "ec2:createnetworkinterface",
            "ec2:deletenetworkinterface",
            "ec2:unassignprivateipaddresses",
        }
    ),
    "logs:createlogdelivery": frozenset({"logs:putresourcepolicy"}),
}
"""By the action (lower case) that shows what the statement is for."""
