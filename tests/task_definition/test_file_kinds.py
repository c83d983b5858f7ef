"""Files that are no task definitions, told by what they hold."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.task_definition.file_kinds import KINDS, LISTS, kind_of, kind_of_text

FILES: list[tuple[Any, str]] = [
    ({"type": "Backend Service", "image": {}}, "a Copilot manifest"),
    ({"services": {"web": {}}}, "a compose file"),
    ({"task_definition": {}}, "an ecs-params.yml of the ECS CLI"),
    ({"cluster": "c", "task_definition": "t.json"}, "a configuration of ecspresso"),
    ({"launchType": "FARGATE"}, "the definition of a service or a run of tasks"),
    ({"version": "36.0.0", "artifacts": {}}, "the manifest of a CDK assembly"),
    ({"name": "p", "autoScalingGroupProvider": {}}, "a capacity provider of ECS"),
    ({"version": 0.0, "Resources": []}, "a CodeDeploy appspec file"),
    ({"Hooks": [], "Resources": []}, "a CodeDeploy appspec file"),
    (
        {"AWSEBDockerrunVersion": 2, "containerDefinitions": []},
        "a Dockerrun.aws.json of Elastic Beanstalk",
    ),
    ({"planned_values": {}}, "a Terraform plan"),
    ({"resource_changes": []}, "a Terraform plan"),
    ({"terraform_version": "1"}, "a Terraform state"),
    ({"resource": {}}, "a Terraform configuration"),
    ({"resource": []}, "a Terraform configuration"),
    ({"apiVersion": "v1", "kind": "Pod"}, "a Kubernetes manifest"),
    ({"serviceName": "s"}, "the definition of a service or a run of tasks"),
    ({"taskDefinition": "f:1"}, "the definition of a service or a run of tasks"),
    ({"services": []}, "a list of services, tasks or ARNs"),
    ({"tasks": []}, "a list of services, tasks or ARNs"),
    ({"taskDefinitionArns": []}, "a list of services, tasks or ARNs"),
    ({"jobs": {}}, "a pipeline's configuration"),
    ({"phases": {}}, "a pipeline's configuration"),
    ({"pipelines": {}}, "a pipeline's configuration"),
    ({"stages": ["build"], "build": {}}, "a pipeline's configuration"),
    ({"version": 2.1, "workflows": {}}, "a pipeline's configuration"),
    ({"steps": []}, "a pipeline's configuration"),
    ({"families": ["a"]}, "a list of services, tasks or ARNs"),
    ({"target": {"web": {"tags": ["web"]}}}, "a bake file of Docker"),
    ({"image": {"repository": "web", "tag": "1"}}, "part of a Helm chart"),
    ({"apiVersion": "v2", "name": "web", "version": "1"}, "part of a Helm chart"),
    ({"name": "web", "scripts": {}}, "a package.json of npm"),
    ({"app": "npx ts-node bin/app.ts"}, "a configuration of the AWS CDK"),
    ({"Parameters": {"A": "b"}, "Tags": {}}, "the parameters of a stack"),
    ([{"ParameterKey": "A", "ParameterValue": "b"}], "the parameters of a stack"),
    ({"version": 1.0, "runtime": "python3", "run": {}}, "a configuration of App Runner"),
    ({"Statement": []}, "a policy document"),
    ({"project": "p", "grants": []}, "an app file"),
    ({"project": "p", "services": []}, "an app file"),
    ({"claims": []}, "a claims file"),
    ({"serviceName": "s", "primaryContainer": {}}, "a service of ECS Express Mode"),
    ({"jobDefinitionName": "j", "containerProperties": {}}, "a job definition of AWS Batch"),
    (
        {"service": "s", "provider": {"name": "aws"}, "functions": {}},
        "a configuration of the Serverless Framework",
    ),
    ({"containerOverrides": []}, "what a pipeline puts into a task definition"),
    ({"ImageURI": "x"}, "what a pipeline puts into a task definition"),
    ([{"name": "a", "imageUri": "x"}], "an imagedefinitions.json of CodePipeline"),
    ([{"import_playbook": "a"}, {"hosts": "all", "tasks": []}], "an Ansible playbook"),
    ({"name": "p", "source": {"provider": "GitHub"}, "stages": []}, "a Copilot pipeline"),
    ({"name": "p", "runtime": "yaml", "resources": {}}, "a Pulumi program"),
    ({"web": {"image": "nginx"}, "jobs": {"build": "."}}, "a compose file"),
]


@pytest.mark.parametrize(("data", "name"), FILES)
def test_a_file_is_told_by_what_it_holds(data: Any, name: str) -> None:
    found = kind_of(data)
    assert found is not None
    assert found.name == name
    assert found.instead


def test_every_kind_has_a_file_here() -> None:
    assert {kind.name for kind in (*KINDS, *LISTS)} <= {name for _, name in FILES}


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        "text",
        None,
        {"family": "f"},
        {"containerDefinitions": [], "type": "Backend Service"},
        {"containerDefinitions": [], "services": {}},
        {"taskDefinition": {"containerDefinitions": []}},
        {"apiVersion": "v1"},
        {"Resources": []},
        {"project": "p"},
        [{"name": "a", "image": "x"}],
        [{"name": "a", "imageUri": "x"}, {"name": "b"}],
        ["imageUri"],
    ],
)
def test_what_may_be_a_task_definition_is_no_other_kind(data: Any) -> None:
    assert kind_of(data) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("task.jsonnet", "a Jsonnet program"),
        ("a/task.cue", "a CUE program"),
        ("main.tf", "a Terraform configuration"),
        ("a/b.hcl", "a Terraform configuration"),
        ("x.tfvars", "a Terraform configuration"),
        ("main.tofu", "a Terraform configuration"),
        ("docker-bake.hcl", "a bake file of Docker"),
        ("Dockerfile", "a Dockerfile"),
        ("web/Dockerfile.prod", "a Dockerfile"),
        ("web.Dockerfile", "a Dockerfile"),
        ("Jenkinsfile", "a pipeline's configuration"),
        ("lib/stack.ts", "a program"),
        ("prod.env", "an environment file"),
        ("web.nomad", "a job of Nomad"),
    ],
)
def test_a_file_is_told_by_its_name(name: str, kind: str) -> None:
    found = kind_of_text(name, "")
    assert found is not None
    assert found.name == kind


@pytest.mark.parametrize("name", ["task.json", "tf", "task.tf.json", "a.tf/task.yaml", "t.json.j2"])
def test_other_names_tell_nothing(name: str) -> None:
    assert kind_of_text(name, "") is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("kind: Service\napiVersion: v1\n---\napiVersion: apps/v1\n", True),
        ("{{- if .Values.on }}\napiVersion: v1\nkind: Pod\n{{- end }}\n", True),
        ("apiVersion: ecs.services.k8s.aws/v1alpha1\nkind: TaskDefinition\n", False),
        ("spec:\n  apiVersion: v1\n  kind: Pod\n", False),
    ],
)
def test_a_manifest_that_no_parser_reads_is_told_by_its_text(text: str, is_one: bool) -> None:
    found = kind_of_text("web.yaml", text)
    assert (found is not None and found.name == "a Kubernetes manifest") is is_one
