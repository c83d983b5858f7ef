"""E9710: secrets under a customer key without kms:Decrypt."""

from __future__ import annotations

from influmojo_cfn.iam.text import ACCOUNT, ANY, PARTITION, REGION, has_unknown
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.rules.ecs.tasks import swapped, tasks
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_calls import is_denied

_CONTEXT = "kms:encryptioncontext:"


@rule(
    id="E9710",
    shortdesc="The execution role cannot use the secret's key",
    description="A secret under a customer managed key is decrypted with the caller's kms:Decrypt.",
    why="The task stops with ResourceInitializationError, naming KMS.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html",
)
def key_without_decrypt(model: Model) -> Findings:
    keys = {
        model.resolver.named(secret.logical_id): secret.text("KmsKeyId")
        for secret in model.resources("AWS::SecretsManager::Secret")
        if "KmsKeyId" in secret.data
    }
    for task in tasks(model):
        if task.execution is None or swapped(task):
            continue
        for call in task.execution_calls():
            secret = covered(call.subject.get("secret", ""))
            key = keys.get(secret)
            if key is None or "alias/aws/" in key:
                continue
            sent = {
                "kms:viaservice": f"secretsmanager.{REGION}.amazonaws.com",
                f"{_CONTEXT}secretarn": secret,
                f"{_CONTEXT}secretversionid": ANY,
            }
            if all(
                is_denied(model, task.execution, "kms:decrypt", arn, sent) for arn in _arns(key)
            ):
                yield (
                    call.field.path,
                    f"{task.execution.logical_id} is not allowed to call kms:Decrypt with the key of this secret",
                )


def _arns(key: str) -> list[str]:
    """Return the ARNs that a KmsKeyId can come to: it is an ARN, an alias or the key's ID."""
    if key.startswith("arn:"):
        return [key]
    if key.startswith("alias/"):
        return [f"arn:{PARTITION}:kms:{REGION}:{ACCOUNT}:key/{ANY}"]
    by_id = f"arn:{PARTITION}:kms:{REGION}:{ACCOUNT}:key/{key}"
    return [by_id, key] if has_unknown(key) else [by_id]
