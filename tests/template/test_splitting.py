"""A template of many roles in parts: nothing is lost, nothing dangles, and each part fits."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from influmojo_cfn.app import App, GrantUse, Job, Service, grant, parameter
from influmojo_cfn.checks.run import check
from influmojo_cfn.cli import group
from influmojo_cfn.cli.generated import fitting_root
from influmojo_cfn.cloudformation import Document, dump, read_document
from influmojo_cfn.cloudformation.roles import principal_of
from influmojo_cfn.config import dump as dump_app
from influmojo_cfn.config import load
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.prove import Prover
from influmojo_cfn.template import build
from influmojo_cfn.template.claims import claims_of
from influmojo_cfn.template.quotas import INLINE_BYTES
from influmojo_cfn.template.splitting import shorter_roots, split
from tests.nonempty import nonempty


@cache
def app(count: int = 20) -> App:
    return App(
        project="acme",
        roles="per_service",
        tags={"Team": "orders"},
        services=[
            Service(
                name=f"svc-{number}",
                repository=f"acme-{number}",
                port=8080,
                priority=number + 1,
                secrets={"DATABASE_URL": f"/acme/{number}/database-url"},
                grants=[
                    grant(
                        "s3.read_objects",
                        bucket=parameter(f"Bucket{number}Name", default=f"acme-{number}"),
                    ),
                    grant("sqs.send_messages", queue=parameter("Queue", default="acme-queue")),
                ],
            )
            for number in range(count)
        ],
    )


WHOLE = build(app())
TAGS = {"Project": "Acme"}
FILES = split(WHOLE, "roles", ".yaml", TAGS)
ROOT, *PARTS = FILES.values()


def test_each_file_fits_where_a_template_is_passed() -> None:
    assert len(dump(fitting_root(ROOT, "yaml")).encode()) <= INLINE_BYTES
    assert max(len(dump(each).encode()) for each in PARTS) <= INLINE_BYTES


def test_a_service_more_or_less_leaves_the_others_in_their_stacks() -> None:
    """CloudFormation would create a role in one stack before it deletes it in the other."""
    services = app().services
    whole = build(replace(app(), services=[*services[:3], *services[4:]]))
    fewer = split(whole, "roles", ".yaml", TAGS)
    assert FILES.keys() - fewer.keys() == {"roles-svc3.yaml"}
    del fewer["roles.yaml"]
    assert {name: part["Resources"].keys() for name, part in fewer.items()} == {
        name: FILES[name]["Resources"].keys() for name in fewer
    }


def test_the_roles_of_a_job_are_together_and_other_roles_alone() -> None:
    job = Job(name="a-job", schedule="rate(1 day)", image="busybox:1")
    whole = build(App(project="acme", jobs=[job], infrastructure=["load_balancers", "volumes"]))
    _, *parts = split(whole, "roles", ".yaml", {}).items()
    held = {
        name: [n for n, row in part["Resources"].items() if row["Type"] == "AWS::IAM::Role"]
        for name, part in parts
    }
    assert held == {
        "roles-a-job.yaml": ["AJobTaskExecutionRole", "AJobTaskRole", "AJobScheduleRole"],
        "roles-load-balancers.yaml": ["LoadBalancersRole"],
        "roles-volumes.yaml": ["VolumesRole"],
    }


def test_each_resource_is_in_one_part_as_it_is_in_the_whole() -> None:
    held = [(name, row) for part in PARTS for name, row in part["Resources"].items()]
    assert len(held) == len(WHOLE["Resources"])
    assert dict(held) == WHOLE["Resources"]


def test_a_role_is_with_its_policies() -> None:
    found = [(part["Resources"], *item) for part in PARTS for item in part["Resources"].items()]
    for resources, name, row in nonempty(
        each for each in found if each[2]["Type"] == "AWS::IAM::Role"
    ):
        named = json.dumps(row["Properties"].get("ManagedPolicyArns", []))
        own = [each for each in resources if f'"{each}"' in named]
        assert len(own) == 1, name


def test_what_the_whole_puts_out_the_root_puts_out() -> None:
    whole = WHOLE["Outputs"]
    assert set(ROOT["Outputs"]) == set(whole)
    for name, row in ROOT["Outputs"].items():
        assert row["Export"] == whole[name]["Export"]
        assert row.get("Condition") == whole[name].get("Condition")
        stack, output = row["Value"]["Fn::GetAtt"]
        file = ROOT["Resources"][stack]["Properties"]["TemplateURL"]
        assert output.removeprefix("Outputs.") in FILES[file]["Outputs"]


def test_an_output_that_depends_on_a_parameter_does_so_in_the_root_too() -> None:
    """A task role of a bucket alone, whose parameter may be empty, has no policy without it."""
    services = [
        replace(each, grants=[use for use in each.grants if use.grant == "s3.read_objects"])
        for each in app().services
    ]
    whole = build(replace(app(), services=services))
    root, *parts = split(whole, "roles", ".yaml", {}).values()
    name = "Svc3TaskPolicyArn"
    assert root["Outputs"][name]["Condition"] == whole["Outputs"][name]["Condition"]
    assert root["Conditions"] == {
        condition: whole["Conditions"][condition] for condition in root["Conditions"]
    }
    conditions = {row["Condition"] for row in root["Outputs"].values() if "Condition" in row}
    assert conditions == set(root["Conditions"])
    (part,) = (each for each in parts if name in each["Outputs"])
    assert part["Outputs"][name]["Condition"] == root["Outputs"][name]["Condition"]


def test_the_root_asks_for_what_the_whole_asks_and_passes_each_part_its_own() -> None:
    assert ROOT["Parameters"] == WHOLE["Parameters"]
    for stack in ROOT["Resources"].values():
        part = FILES[stack["Properties"]["TemplateURL"]]
        assert set(stack["Properties"]["Parameters"]) == set(part["Parameters"])
        assert stack["Properties"]["Tags"] == [{"Key": "Project", "Value": "Acme"}]


def test_no_validator_finds_anything(tmp_path: Path) -> None:
    for name, template in FILES.items():
        (tmp_path / name).write_text(dump(template))
    assert check([tmp_path / name for name in FILES]) == []


def test_build_splits_with_a_word_about_it_and_compares_all_files(tmp_path: Path) -> None:
    app_file, output = tmp_path / "app.yaml", tmp_path / "roles.yaml"
    app_file.write_text(dump_app(app()))
    arguments = ["build", "--app", str(app_file), "--output", str(output)]
    ended = CliRunner().invoke(group, arguments, standalone_mode=False)
    assert ended.return_value == 0
    assert f"it nests {len(PARTS)} stacks; upload them with aws cloudformation" in ended.stderr
    assert (tmp_path / "roles-svc0.yaml").read_text() == dump(PARTS[0])
    checked = [*arguments, "--check"]
    assert CliRunner().invoke(group, checked, standalone_mode=False).return_value == 0
    (tmp_path / "roles-svc1.yaml").write_text("old")
    assert CliRunner().invoke(group, checked, standalone_mode=False).return_value == 2


def test_a_template_that_fits_is_one_file(tmp_path: Path) -> None:
    app_file, output = tmp_path / "app.yaml", tmp_path / "roles.yaml"
    app_file.write_text(dump_app(app(2)))
    arguments = ["build", "--app", str(app_file), "--output", str(output)]
    CliRunner().invoke(group, arguments, standalone_mode=False)
    assert not (tmp_path / "roles-svc0.yaml").exists()
    assert "Resources:\n  Svc0TaskExecutionPolicy" in output.read_text()


def test_twenty_services_are_built_in_half_a_second() -> None:
    from time import process_time

    started = process_time()
    whole: dict[str, Any] = build(app())
    split(whole, "roles", ".yaml", {})
    claims_of(app())
    assert process_time() - started < 0.5


def test_a_root_gets_shorter_and_keeps_what_deploys() -> None:
    forms = list(shorter_roots(ROOT))
    sizes = [len(dump(each)) for each in forms]
    assert forms[0] == ROOT
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < sizes[0] * 0.8
    for each in forms:
        assert {name: row["Properties"] for name, row in each["Resources"].items()} == {
            name: row["Properties"] for name, row in ROOT["Resources"].items()
        }
        assert each["Parameters"].keys() == ROOT["Parameters"].keys()
        for name, row in each["Parameters"].items():
            kept = {key: row.get(key) for key in ("Type", "Default", "AllowedValues")}
            assert kept == {key: ROOT["Parameters"][name].get(key) for key in kept}
        for name, row in each["Outputs"].items():
            assert row["Value"] == ROOT["Outputs"][name]["Value"]
            assert row["Export"] == ROOT["Outputs"][name]["Export"]


def valued(kind: str, key: str, name: str) -> GrantUse:
    given: dict[str, Any] = {key: parameter(name, default="acme-value")}
    return grant(kind, **given)


def of_parameters(services: int, each: int) -> App:
    """Return an app whose services have parameters of their own, as many as said."""
    kinds = (
        *(("s3.read_objects", "bucket"), ("sqs.send_messages", "queue"), ("sns.publish", "topic")),
        *(("dynamodb.read_items", "table"), ("kinesis.put_records", "stream")),
        *(("sqs.consume_messages", "queue"), ("s3.upload_objects", "bucket")),
    )
    rows = [
        Service(
            name=f"service-{number}",
            repository=f"acme-{number}",
            grants=[
                valued(kind, key, f"Service{number}Value{n}")
                for n, (kind, key) in enumerate(kinds[:each])
            ],
        )
        for number in range(services)
    ]
    return App(project="acme", roles="per_service", services=rows)


@pytest.mark.parametrize(("services", "each"), [(20, 7), (33, 3)])
def test_services_with_parameters_of_their_own_fit(
    tmp_path: Path, services: int, each: int
) -> None:
    app_file, output = tmp_path / "app.yaml", tmp_path / "roles.yaml"
    app_file.write_text(dump_app(of_parameters(services, each)))
    arguments = ["build", "--app", str(app_file), "--output", str(output)]
    ended = CliRunner().invoke(group, arguments, standalone_mode=False)
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir() if path != app_file}
    assert max(sizes.values()) <= INLINE_BYTES
    assert len(sizes) > services // 5
    assert "only the nested stacks output the ARNs of the policies" in ended.stderr


def test_at_last_a_root_leaves_out_the_arns_of_policies_and_the_groups_of_the_form() -> None:
    *_, shortest = shorter_roots(ROOT)
    lacking = ROOT["Outputs"].keys() - shortest["Outputs"].keys()
    assert lacking
    assert all(name.endswith("PolicyArn") for name in lacking)
    assert not [name for name in shortest["Outputs"] if name in lacking]
    assert "AWS::CloudFormation::Interface" not in shortest["Metadata"]


def test_a_shorter_root_keeps_the_conditions_of_what_stays() -> None:
    is_asked = {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}
    stack = next(
        name
        for name, row in ROOT["Resources"].items()
        if row["Type"] == "AWS::CloudFormation::Stack"
    )
    lacking = next(name for name in ROOT["Outputs"] if name.endswith("PolicyArn"))
    *_, shortest = shorter_roots(
        {
            **ROOT,
            "Conditions": {"OfStack": is_asked, "OfPolicy": is_asked},
            "Resources": {**ROOT["Resources"], stack: conditioned("Resources", stack, "OfStack")},
            "Outputs": {**ROOT["Outputs"], lacking: conditioned("Outputs", lacking, "OfPolicy")},
        }
    )
    assert shortest["Conditions"] == {"OfStack": is_asked}


def conditioned(section: str, name: str, condition: str) -> dict[str, Any]:
    return {**ROOT[section][name], "Condition": condition}


def test_a_shorter_root_keeps_the_constraints_of_what_it_does_not_pass_down() -> None:
    own = {"Type": "String", "AllowedPattern": "a+", "Description": "Of the root alone."}
    root = {**ROOT, "Parameters": {**ROOT["Parameters"], "Own": own}}
    *_, shortest = shorter_roots(root)
    assert shortest["Parameters"]["Own"] == own
    passed = [row for name, row in shortest["Parameters"].items() if name != "Own"]
    assert not any({"AllowedPattern", "Description"} & row.keys() for row in passed)


def test_no_validator_finds_anything_in_the_shortest_root(tmp_path: Path) -> None:
    *_, shortest = shorter_roots(ROOT)
    (tmp_path / "roles.yaml").write_text(dump(shortest))
    for name, template in FILES.items():
        if name != "roles.yaml":
            (tmp_path / name).write_text(dump(template))
    assert check([tmp_path / "roles.yaml"]) == []


def test_the_claims_of_the_app_are_proven_of_its_parts(tmp_path: Path) -> None:
    small, whole = app(3), build(app(3))
    for name, template in split(whole, "roles", ".yaml", {}).items():
        (tmp_path / name).write_text(dump(template))
    (tmp_path / "app.yaml").write_text(dump_app(small))
    claims = claims_of(small)
    claims["claims"].append({"claim": "no more", "nothing-beyond-the-app": "app.yaml"})
    (tmp_path / "claims.yaml").write_text(dump(claims))
    report = Prover(
        read_document(tmp_path / "roles.yaml"),
        parse_claims(read_document(tmp_path / "claims.yaml")),
        base=tmp_path,
        app_template=lambda file: Document(build(load(Path(str(file))))),
    ).prove()
    assert {found.verdict for found in report.findings} == {"proven"}
    asked = {tuple(found.role.split("/")) for found in report.findings if "/" in found.role}
    assert len({part for part, _ in asked}) > 1
    assert {role for _, role in asked} >= {"Svc0TaskExecutionRole", "Svc2TaskRole"}


def test_a_role_of_a_part_is_found_by_its_own_name(tmp_path: Path) -> None:
    for name, template in FILES.items():
        (tmp_path / name).write_text(dump(template))
    whole = read_document(tmp_path / "roles.yaml")
    assert principal_of(whole, "Svc19TaskRole").logical_id == "RolesSvc19/Svc19TaskRole"
    with pytest.raises(TemplateError, match="role 'Svc99TaskRole': is not in"):
        principal_of(whole, "Svc99TaskRole")
