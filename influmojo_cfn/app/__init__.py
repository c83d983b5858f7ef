"""What an application's roles are to be: plain values, and what makes them wrong."""

from influmojo_cfn.app.application import App
from influmojo_cfn.app.deployment import Bitbucket, DeploymentPipeline, GitHub, GitLab
from influmojo_cfn.app.environments import AppEnvironment
from influmojo_cfn.app.model import (
    ArgumentValue,
    EnvironmentFile,
    FileSystemMount,
    GrantUse,
    Job,
    Parameter,
    PolicyProperties,
    Role,
    RoleName,
    RoleProperties,
    ScalarValue,
    Service,
    SideContainer,
    grant,
    parameter,
)
from influmojo_cfn.app.validation import warnings

__all__ = [
    "App",
    "AppEnvironment",
    "ArgumentValue",
    "Bitbucket",
    "DeploymentPipeline",
    "EnvironmentFile",
    "FileSystemMount",
    "GitHub",
    "GitLab",
    "GrantUse",
    "Job",
    "Parameter",
    "PolicyProperties",
    "Role",
    "RoleName",
    "RoleProperties",
    "ScalarValue",
    "Service",
    "SideContainer",
    "grant",
    "parameter",
    "warnings",
]
