"""An app with a service of each kind, a job and pipelines, for the tests of its roles."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.app import App, Bitbucket, DeploymentPipeline, GitHub, Job, Service, grant
from influmojo_cfn.template.role_rows import ROLES

QUEUE = grant("sqs.send_messages", queue="jobs")
EXECUTION, TASK = ROLES
WEB = Service(name="web", repository="a-b", port=80)
OWN = Service(name="admin-ui", repository="a-b", port=80, roles="own", priority=101)
JOB = Job(name="night", repository="a-b", schedule="rate(1 day)")
GITHUB = DeploymentPipeline(github=GitHub(repository="acme/shop", branch="main"))
UUID = "11111111-2222-3333-4444-555555555555"
BITBUCKET = DeploymentPipeline(
    bitbucket=Bitbucket(workspace="acme", workspace_uuid=UUID, repository_uuid=UUID)
)


def app(**values: Any) -> App:
    return App(**{"project": "shop", "grants": [QUEUE], **values})
