"""Lets an emulator import managed policies and instance profiles, as AWS does.

ministack 1.5.33 imports neither.

Python runs this at the start of a process whose PYTHONPATH names this folder.
"""

import os

if os.environ.get("GATEWAY_PORT"):
    from influmojo_cfn.rehearsal.emulator_process import read_yaml_by_libyaml

    read_yaml_by_libyaml()
    from ministack.services.cloudformation import changesets, provisioners

    def _import(identifier: dict[str, str]) -> tuple[str, dict[str, str]]:
        arn = identifier["PolicyArn"]
        return arn, {"PolicyArn": arn}

    def _import_profile(identifier: dict[str, str]) -> tuple[str, dict[str, str]]:
        name = identifier["InstanceProfileName"]
        return name, {"InstanceProfileName": name}

    provisioners._RESOURCE_HANDLERS["AWS::IAM::ManagedPolicy"]["import"] = _import
    provisioners._RESOURCE_HANDLERS["AWS::IAM::InstanceProfile"]["import"] = _import_profile
    changesets._IMPORT_LOOKUPS["AWS::IAM::InstanceProfile"] = (
        ("InstanceProfileName",),
        lambda name: None,
    )
    changesets._IMPORT_LOOKUPS["AWS::IAM::ManagedPolicy"] = (("PolicyArn",), lambda arn: None)
