"""What is wrong with services and jobs, with its key path: sizes, ports, schedules."""

from __future__ import annotations

import pytest

from influmojo_cfn.app import Service
from influmojo_cfn.app.workload_problems import problems_of_services
from influmojo_cfn.config import loads
from influmojo_cfn.errors import AppError

ARN = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:shop/key-AbCdEf"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "{name: a, repository: b-c, paths: [/x]}",
            "services[0].port: is missing: a service with paths needs the port that the load "
            "balancer checks",
        ),
        (
            "{name: a, repository: b-c, port: 1, memory: 700}",
            "services[0].memory: 700 does not go with 256 CPU units: 512, 1024, 2048",
        ),
        (
            "{name: a, repository: b-c, port: 1, cpu: 300}",
            "services[0].cpu: 300 is not a Fargate size; it is one of 256, 512, 1024, 2048, 4096, "
            "8192, 16384",
        ),
        (
            "{name: a, repository: b-c, port: 1, tasks: {min: 3, max: 2}}",
            "services[0].tasks.max: 2 must be 3 to 5,000",
        ),
        (
            "{name: a, repository: b-c, port: 1, secrets: {A: 'secretmanager:shop/a'}}",
            "services[0].secrets.A: 'secretmanager:shop/a' must be a Parameter Store name with its "
            "leading slash, such as /influmojo/production/database-url: letters, digits and _ . - "
            "between slashes, or secretsmanager:NAME; did you mean 'secretsmanager'?",
        ),
        (
            "{name: a, repository: b-c, port: 1, secrets: {A: shop/a}}",
            "services[0].secrets.A: 'shop/a' must be a Parameter Store name with its leading "
            "slash, such as /influmojo/production/database-url: letters, digits and _ . - between "
            "slashes",
        ),
        (
            f"{{name: a, repository: b-c, port: 1, secrets: {{A: '{ARN}:key'}}}}",
            f"services[0].secrets.A: '{ARN}:key' must be the full ARN of a Secrets Manager secret, "
            "with the hyphen and six characters at its end, and behind it :JSON-KEY:STAGE:VERSION "
            "or nothing",
        ),
        (
            "{name: a, repository: b-c, port: 1, secrets: {A: {parameter: A, default: a}}}",
            "services[0].secrets.A.default: 'a' must be a Parameter Store name with its leading "
            "slash, such as /influmojo/production/database-url: letters, digits and _ . - between "
            "slashes",
        ),
        (
            "{name: a, repository: b-c, port: 1, secrets: {A: {parameter: A, default: ''}}}",
            "services[0].secrets.A.default: is empty: it must be a Parameter Store name with its "
            "leading slash, such as /influmojo/production/database-url: letters, digits and _ . - "
            "between slashes",
        ),
        (
            "{name: a, repository: {parameter: A, default: b-c}, port: 1, "
            "secrets: {A: {parameter: A, default: /a}}}",
            "services[0].secrets.A: the parameter 'A' is declared differently at "
            "services.grants[0].repositories[0]",
        ),
        (
            "{name: a, repository: b-c, prot: 1, port: 1}",
            "services[0].prot: unknown key; did you mean 'port'?",
        ),
        (
            "{name: a, repository: B, port: 1}",
            "services[0].repository: 'B' must be an ECR repository name: 2 to 256 lowercase "
            "letters, digits, and . _ - / between them; neither an image URI nor an ARN",
        ),
        (
            "{name: a, repository: b-c, port: 1, paths: [/a, /b, /c, /d, /e, /f]}",
            "services[0].paths: has 6 path patterns; a rule takes 5",
        ),
        (
            "{name: a, repository: b-c, port: 1, paths: [/a, '']}",
            "services[0].paths[1]: '' must be 1 to 128 letters, digits and "
            "_ - . $ / ~ \" ' @ : + & * ?",
        ),
        (
            "{name: a, repository: 5, port: 1}, {name: b, repository: b-c, port: 0}",
            "services[1].port: 0 must be 1 to 65,535",
        ),
    ],
)
def test_the_message_of_a_mistake(entry: str, message: str) -> None:
    with pytest.raises(AppError) as caught:
        loads(f"project: shop\nservices: [{entry}]")
    assert message in map(str, caught.value.problems)


CONNECTED = {
    "srever": "services[0].service_connect: unknown 'srever'; did you mean 'server'?",
    "server": "services[0].service_connect: needs a port that others reach; give the service its "
    "port",
}


@pytest.mark.parametrize(("role", "message"), CONNECTED.items())
def test_what_is_wrong_with_service_connect_is_said(role: str, message: str) -> None:
    web = Service(name="web", repository="a-b", paths=(), service_connect=role)
    assert list(map(str, problems_of_services([web]))) == [message]


def test_a_priority_that_nobody_wrote_is_said_to_be_the_default() -> None:
    services = [
        Service(name="web", repository="web", port=80),
        Service(name="api", repository="api", port=81),
        Service(name="queue", repository="queue", port=82, paths=[]),
    ]
    assert list(map(str, problems_of_services(services))) == [
        "services[1].priority: 100 is also the priority of web (it is 100 if omitted); give each "
        "service behind the load balancer its own, or paths: [] to one that is not"
    ]
