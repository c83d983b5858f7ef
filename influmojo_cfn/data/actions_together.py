"""Actions that AWS's own pages and policy templates allow, by the action that shows what for.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html,
https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html,
https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html (read 2026-11-28)
and, for VPCAccessPolicy and S3CrudPolicy,
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-templates.html
(read 2026-11-27)
"""

from __future__ import annotations

from collections.abc import Mapping

TOGETHER: Mapping[str, frozenset[str]] = {
    "ec2:describenetworkinterfaces": frozenset(
        {
            "ec2:assignprivateipaddresses",
            "ec2:createnetworkinterface",
            "ec2:deletenetworkinterface",
            "ec2:detachnetworkinterface",
            "ec2:unassignprivateipaddresses",
        }
    ),
    "ecs:describetaskdefinition": frozenset({"ecs:registertaskdefinition"}),
    "s3:getlifecycleconfiguration": frozenset({"s3:putobjectacl"}),
    "logs:createlogdelivery": frozenset({"logs:putresourcepolicy"}),
}
"""By the action (lower case) that shows what the statement is for."""
