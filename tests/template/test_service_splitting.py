"""A template of many services in parts: nothing is lost, nothing dangles, and each part fits."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.app import App, Job
from influmojo_cfn.checks.run import check
from influmojo_cfn.cli.generated import fitting_root
from influmojo_cfn.cloudformation import dump
from influmojo_cfn.cloudformation.referenced_names import names_in
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.quotas import INLINE_BYTES
from influmojo_cfn.template.service_splitting import split_services
from tests.nonempty import nonempty
from tests.template.test_splitting import app

Files = dict[str, dict[str, Any]]


def connected() -> App:
    """Return 20 services of which the first ones are clients of the last ones, and two jobs."""
    whole = app(20)
    services = [
        replace(each, service_connect="client" if n < 12 else "server", execute_command=n == 3)
        for n, each in enumerate(whole.services)
    ]
    jobs = [Job(name=name, schedule="rate(1 day)", image="busybox:1") for name in ("a", "b")]
    return replace(whole, services=services, jobs=jobs)


APPS = {
    "own cluster": app(20),
    "connected": connected(),
    "existing cluster": replace(app(20), cluster="shared"),
}


@cache
def files(name: str) -> tuple[dict[str, Any], Files]:
    whole = build_services(APPS[name])
    return whole, split_services(APPS[name], whole, "services", ".yaml")


def parts(name: str) -> tuple[dict[str, Any], dict[str, Any], Files]:
    whole, found = files(name)
    root, *others = found
    return whole, found[root], {each: found[each] for each in others}


@pytest.mark.parametrize("name", APPS)
def test_each_file_fits_where_a_template_is_passed(name: str) -> None:
    _, found = files(name)
    assert len(found) > 2
    root, *others = found.values()
    fitting = [fitting_root(root, "yaml"), *others]
    assert max(len(dump(each).encode()) for each in fitting) <= INLINE_BYTES


@pytest.mark.parametrize("name", APPS)
def test_a_service_more_or_less_leaves_the_others_in_their_stacks(name: str) -> None:
    """CloudFormation would create a service in one stack before it deletes it in the other."""
    _, _, others = parts(name)
    services = APPS[name].services
    app = replace(APPS[name], services=[*services[:3], *services[4:]])
    _, *fewer = split_services(app, build_services(app), "services", ".yaml").items()
    assert others.keys() - dict(fewer).keys() == {"services-svc3.yaml"}
    held = {file: sorted(part["Resources"]) for file, part in others.items()}
    assert {file: sorted(part["Resources"]) for file, part in fewer} == {
        file: names for file, names in held.items() if file != "services-svc3.yaml"
    }


@pytest.mark.parametrize("name", APPS)
def test_each_resource_is_in_one_file(name: str) -> None:
    whole, root, others = parts(name)
    held = [each for part in others.values() for each in part["Resources"]]
    held += [n for n, row in root["Resources"].items() if "CloudFormation" not in row["Type"]]
    assert sorted(held) == sorted(whole["Resources"])


@pytest.mark.parametrize("name", APPS)
def test_nothing_dangles(name: str) -> None:
    _, root, others = parts(name)
    for part in (root, *nonempty(others.values())):
        names = {*part["Parameters"], *part["Resources"], *part.get("Conditions", {})}
        used = set(names_in([part["Resources"], part.get("Outputs", {})]))
        used |= set(names_in(part.get("Conditions", {})))
        used.discard("Id")  # A variable of Fn::Sub's own.
        assert {each for each in used if not each.startswith("AWS::")} <= names
        for row in part["Resources"].values():
            assert set(row.get("DependsOn", [])) <= set(part["Resources"])


@pytest.mark.parametrize("name", APPS)
def test_a_part_gets_what_it_asks_for(name: str) -> None:
    _, root, others = parts(name)
    stacks = {
        row["Properties"]["TemplateURL"]: row["Properties"]["Parameters"]
        for row in root["Resources"].values()
        if row["Type"] == "AWS::CloudFormation::Stack"
    }
    assert stacks.keys() == others.keys()
    for file, given in stacks.items():
        assert given.keys() == others[file]["Parameters"].keys()
        assert given["SubnetIds"] == {"Fn::Join": [",", {"Ref": "SubnetIds"}]}


@pytest.mark.parametrize("name", APPS)
def test_the_outputs_and_parameters_are_those_of_the_whole(name: str) -> None:
    whole, root, others = parts(name)
    assert (root["Parameters"], root["Outputs"].keys()) == (
        whole["Parameters"],
        whole["Outputs"].keys(),
    )
    for key, row in root["Outputs"].items():
        if row["Value"] != whole["Outputs"][key]["Value"]:
            value = row["Value"]["Fn::GetAtt"]
            file = root["Resources"][value[0]]["Properties"]["TemplateURL"]
            assert value[1] == f"Outputs.{key}"
            assert key in others[file]["Outputs"]


def test_clients_wait_for_servers_in_their_stack_or_by_it() -> None:
    whole, root, others = parts("connected")
    stack_of = {
        name: logical_id
        for logical_id, row in root["Resources"].items()
        if row["Type"] == "AWS::CloudFormation::Stack"
        for name in others[row["Properties"]["TemplateURL"]]["Resources"]
    }
    waiting = 0
    for name, row in whole["Resources"].items():
        for other in row.get("DependsOn", []):
            if other not in stack_of:
                continue
            here, there = stack_of[name], stack_of[other]
            file = root["Resources"][here]["Properties"]["TemplateURL"]
            inside = others[file]["Resources"][name].get("DependsOn", [])
            before = root["Resources"][here].get("DependsOn", [])
            assert (other in inside) if here == there else (there in before)
            waiting += here != there
    assert waiting


def test_what_is_shared_stays_in_the_root() -> None:
    _, root, others = parts("connected")
    kept = {"Cluster", "ExecLogGroup", "Namespace", "ConnectedSecurityGroup"}
    assert kept <= root["Resources"].keys()
    first = others["services-svc0.yaml"]
    assert first["Parameters"]["NamespaceArn"]["Type"] == "String"
    given = root["Resources"]["ServicesSvc0"]["Properties"]["Parameters"]
    assert given["NamespaceArn"] == {"Fn::GetAtt": ["Namespace", "Arn"]}
    assert given["Cluster"] == {"Ref": "Cluster"}


def test_a_parameter_of_that_name_keeps_the_whole() -> None:
    whole = build_services(APPS["own cluster"])
    whole["Parameters"]["Cluster"] = {"Type": "String"}
    found = split_services(APPS["own cluster"], whole, "services", ".yaml")
    assert found == {"services.yaml": whole}


def test_no_file_has_a_finding(tmp_path: Path) -> None:
    _, found = files("connected")
    for file, template in found.items():
        (tmp_path / file).write_text(dump(template))
    findings = check([tmp_path / file for file in ("services.yaml", "services-svc0.yaml")])
    assert [each for each in findings if each.severity != "informational"] == []


def test_the_same_app_gives_the_same_parts() -> None:
    whole, found = files("connected")
    again = split_services(APPS["connected"], whole, "services", ".yaml")
    assert json.dumps(again) == json.dumps(found)
