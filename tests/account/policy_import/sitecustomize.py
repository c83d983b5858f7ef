"""Lets an emulator import managed policies, which ministack 1.5.33 does not and AWS does.

Python runs this at the start of a process whose PYTHONPATH names this folder.
"""

import os

if os.environ.get("GATEWAY_PORT"):
    from ministack.services.cloudformation import changesets, provisioners

    def _import(identifier: dict[str, str]) -> tuple[str, dict[str, str]]:
        arn = identifier["PolicyArn"]
        return arn, {"PolicyArn": arn}

    provisioners._RESOURCE_HANDLERS["AWS::IAM::ManagedPolicy"]["import"] = _import
    changesets._IMPORT_LOOKUPS["AWS::IAM::ManagedPolicy"] = (("PolicyArn",), lambda arn: None)
