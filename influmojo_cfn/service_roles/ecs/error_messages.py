"""What people see when a call of ECS is denied, as data (pages read on 2026-11-23)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from influmojo_cfn.service_roles.call_row import DEVELOPER_GUIDE


@dataclass(frozen=True, kw_only=True)
class ErrorMessage:
    """What people see when a call is denied, and what else makes the same message appear."""

    message: str
    network: str
    page: str


ERRORS: Mapping[str, ErrorMessage] = {
    "role": ErrorMessage(
        message="ECS was unable to assume the role '...' that was provided for this task",
        network="",
        page=f"{DEVELOPER_GUIDE}task-iam-roles.html",
    ),
    "registry": ErrorMessage(
        message=(
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve ecr registry auth"
        ),
        network=(
            "no route from the task's subnet to api.ecr and dkr.ecr (a public IP, a NAT gateway, "
            "or the VPC endpoints ecr.api and ecr.dkr), a security group without port 443 out, "
            "DNS, or an endpoint policy"
        ),
        page=f"{DEVELOPER_GUIDE}resource-initialization-error.html",
    ),
    "image": ErrorMessage(
        message="CannotPullContainerError: pull image manifest has been retried ... time(s)",
        network=(
            "no route to dkr.ecr, or to S3 where the layers are (an S3 gateway endpoint in a "
            "subnet without internet), an endpoint policy, or an image or tag that doesn't exist"
        ),
        page=f"{DEVELOPER_GUIDE}task_cannot_pull_image.html",
    ),
    "secret": ErrorMessage(
        message=(
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve secret from asm (or secrets from ssm)"
        ),
        network=(
            "no route to the endpoint of the service (a public IP, a NAT gateway, or the VPC "
            "endpoint secretsmanager, ssm or kms), a security group without port 443 out, DNS, an "
            "endpoint policy, or a secret, version or JSON key that doesn't exist"
        ),
        page=f"{DEVELOPER_GUIDE}resource-initialization-error.html",
    ),
    "environment file": ErrorMessage(
        message="ResourceInitializationError: failed to download env files: file download command",
        network="no route to S3, an endpoint or bucket policy, or an object that doesn't exist",
        page=f"{DEVELOPER_GUIDE}use-environment-file.html",
    ),
    "log": ErrorMessage(
        message=(
            "ResourceInitializationError: failed to validate logger args: create stream has been "
            "retried 1 times: failed to create Cloudwatch log stream"
        ),
        network=(
            "no route to CloudWatch Logs (the VPC endpoint logs), a security group without port "
            "443 out, an endpoint policy, or a log group that doesn't exist"
        ),
        page=f"{DEVELOPER_GUIDE}resource-initialization-error.html",
    ),
    "log router": ErrorMessage(
        message="unable to download firelens s3 config file (EC2), or no logs arrive at the target",
        network="no route to S3 or to the log destination, an endpoint policy, a bucket policy",
        page=f"{DEVELOPER_GUIDE}using_firelens.html",
    ),
    "credential spec": ErrorMessage(
        message="CredentialSpecResource error: failed to fetch credentialspec",
        network="no route to S3 or Systems Manager from the instance, an endpoint policy",
        page=f"{DEVELOPER_GUIDE}linux-gmsa.html",
    ),
    "file system": ErrorMessage(
        message=(
            "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS "
            "volumes: mount.nfs4: access denied by server while mounting"
        ),
        network=(
            "no mount target in the task's zone, a security group without port 2049, DNS, or a "
            "file system policy that denies it"
        ),
        page=f"{DEVELOPER_GUIDE}troubleshoot-efs-volumes.html",
    ),
    "windows file system": ErrorMessage(
        message="FSxWindowsFileServerResource error: unable to mount file system",
        network=(
            "an instance that is not joined to the domain, no route to the file server (ports 445 "
            "and 5985), or wrong credentials"
        ),
        page=f"{DEVELOPER_GUIDE}wfsx-volumes.html",
    ),
    "execute command": ErrorMessage(
        message="TargetNotConnectedException: the execute command failed",
        network=(
            "no route to ssmmessages (the VPC endpoint of that name), or a read-only root file "
            "system"
        ),
        page=f"{DEVELOPER_GUIDE}ecs-exec-troubleshooting.html",
    ),
    "sidecar": ErrorMessage(
        message="AccessDeniedException in the sidecar's own log; the task starts",
        network="no route to the service that the sidecar calls",
        page=f"{DEVELOPER_GUIDE}task-iam-roles.html",
    ),
}
"""What people see, by a short name."""
