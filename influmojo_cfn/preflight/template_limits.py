"""What of the roles' template keeps tasks from starting, whatever the roles allow.

A disabled key decrypts nothing
(https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html). A client that mounts a
file system without IAM is anonymous. A policy of the file system has to let it in
(https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html). Both read 2026-11-27.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from influmojo_cfn.cloudformation.attached_policies import AttachedPolicy, attached_policies
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.evaluation.request import Caller, Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.iam.unknown import Unknown, covered
from influmojo_cfn.preflight.result import Preflight, ServiceAnswer
from influmojo_cfn.preflight.roles_template import RolesTemplate
from influmojo_cfn.service_roles.ecs.volume_calls import write_of
from influmojo_cfn.service_roles.field_values import Mistake
from influmojo_cfn.task_definition.model import EfsVolume, Field
from influmojo_cfn.task_definition.surroundings import Surroundings

_FILE_SYSTEM = "AWS::EFS::FileSystem"
_ANONYMOUS = Caller("AWS", "anonymous")


def with_template_limits(found: Preflight, template: RolesTemplate) -> Preflight:
    """Return what preflight found, with what the roles' template limits besides."""
    refused, unsure = _infrastructure_roles(found, template)
    limits = [*_disabled_keys(found, template.resolved), *_file_systems(found, template), *unsure]
    return replace(
        found,
        mistakes=(*found.mistakes, *refused),
        unread=tuple(dict.fromkeys([*found.unread, *limits])),
    )


def _disabled_keys(found: Preflight, resolved: ResolvedTemplate) -> Iterator[str]:
    """Yield the keys that are not surely enabled and that a call can be about."""
    asked = [
        covered(answer.call.resource)
        for answer in found.answers
        if answer.call.action.startswith("kms:") and not answer.call.only_if
    ]
    for name in resolved.of_type("AWS::KMS::Key") if asked else ():
        enabled = resolved.property(name, "Enabled")
        is_enabled = enabled is None or str(enabled).lower() == "true"
        arn = covered(resolved.identifier(name, "Arn"))
        if is_enabled or not any(may_meet(arn, each) for each in asked):
            continue
        what = "may be" if isinstance(enabled, Unknown) else "is"
        yield f"{name} {what} disabled: what it encrypts is then read by nobody"


def _infrastructure_roles(
    found: Preflight, template: RolesTemplate
) -> tuple[list[Mistake], list[str]]:
    """Return what infrastructure roles are not allowed that tasks need, and not surely allowed."""
    definition = found.definition
    is_own = definition.source.source == template.document.source
    if not is_own or not (definition.has_ebs_volume or definition.service_connect_tls):
        return [], []
    services = Surroundings(template.resolved, definition.logical_id, template.document).services()
    lacking: dict[tuple[str, str, str], list[ServiceAnswer]] = {}
    for answer in template.answers:
        is_asked = answer.user in services and _AT_START.intersection(answer.path)
        if is_asked and not _is_enough(answer):
            lacking.setdefault((answer.role, answer.user, answer.verdict), []).append(answer)
    refused = [rows for (*_, verdict), rows in lacking.items() if verdict == "missing"]
    unsure = [rows for (*_, verdict), rows in lacking.items() if verdict != "missing"]
    return (
        [
            Mistake(Field(value=rows[0].role, path=rows[0].path), _of_role(rows, "is not allowed"))
            for rows in refused
        ],
        [_of_role(rows, "is not surely allowed") for rows in unsure],
    )


_AT_START = frozenset({"VolumeConfigurations", "ServiceConnectConfiguration"})
"""The properties of a service for which its tasks wait until the infrastructure role acted."""


def _is_enough(answer: ServiceAnswer) -> bool:
    """Return whether a call is allowed; on some volumes is on those that ECS creates and tags."""
    on = answer.resource
    return answer.verdict == "allowed" or (
        isinstance(on, Unknown) and answer.reasons == (on.reason,)
    )


def _of_role(rows: list[ServiceAnswer], verb: str) -> str:
    actions = ", ".join(dict.fromkeys(row.action for row in rows))
    return f"{rows[0].role}, the infrastructure role of {rows[0].user}, {verb} {actions}"


def _file_systems(found: Preflight, template: RolesTemplate) -> Iterator[str]:
    """Yield the file systems that are mounted without IAM and whose policy may not allow it."""
    volumes = [
        each
        for each in found.definition.volumes
        if isinstance(each, EfsVolume) and each.iam is not True
    ]
    if not volumes or not template.resolved.of_type(_FILE_SYSTEM):
        return
    for attached in attached_policies(template.document, template.resolved):
        if attached.resource_type != _FILE_SYSTEM:
            continue
        for volume in volumes:
            if not _lets_in(volume, attached, found):
                yield (
                    f"{attached.grant.policy.name} does not surely let in the volume "
                    f"{covered(volume.name)!r}, which is mounted without IAM (set iam ENABLED)"
                )


def _lets_in(volume: EfsVolume, attached: AttachedPolicy, found: Preflight) -> bool:
    """Return whether a file system's policy lets a volume in, or is of another file system."""
    wanted = f"file-system/{covered(volume.file_system.value).rpartition('/')[2]}"
    arns = [arn for arn in map(covered, attached.arns) if may_meet(f"*:{wanted}", arn)]
    is_written = write_of(found.definition, volume) is not None
    actions = ["ClientMount", *(["ClientWrite"] if is_written else [])]
    context = context_of(
        {
            "aws:SecureTransport": str(volume.is_encrypted is True).lower(),
            "elasticfilesystem:AccessedViaMountTarget": "true",
        }
    )
    evaluator = Evaluator([attached.grant.policy], asked="resource policy")
    return all(
        evaluator.decide(Request(f"elasticfilesystem:{action}", arn, context, _ANONYMOUS)).allowed
        for action in actions
        for arn in arns
    )
