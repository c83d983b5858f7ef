"""The arguments of a preflight, as Python gives them, and the options that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypedDict

from influmojo_cfn.arguments import (
    BOOLEAN,
    LIST_OF_TEXTS,
    SOURCES,
    TEXT,
    TEXTS_BY_NAME,
    Expected,
    check_arguments,
)
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.source import Source
from influmojo_cfn.errors import Error, Problem
from influmojo_cfn.evaluation.request import CONTEXT, ContextValue, check_context, context_of
from influmojo_cfn.iam.key_arn import key_arn_problem
from influmojo_cfn.preflight.policy_documents import role_of_policies
from influmojo_cfn.preflight.result import Options
from influmojo_cfn.service_roles.call_row import RoleKind
from influmojo_cfn.task_definition.placeholders import Given

if TYPE_CHECKING:
    from typing_extensions import Unpack


class OptionArguments(TypedDict):
    """Those arguments of :meth:`.Template.preflight` that are about roles and calls."""

    context: Mapping[str, ContextValue]
    execution_role: str | None
    task_role: str | None
    execution_policies: Sequence[Source]
    task_policies: Sequence[Source]
    kms_key: str | None
    aws_managed_keys: bool
    pull_through_cache: Sequence[str]
    execute_command: bool


_EXPECTED: Mapping[str, Expected] = {
    "context": CONTEXT,
    "execution_role": TEXT.or_none(),
    "task_role": TEXT.or_none(),
    "execution_policies": SOURCES,
    "task_policies": SOURCES,
    "kms_key": TEXT.or_none(),
    "aws_managed_keys": BOOLEAN,
    "pull_through_cache": LIST_OF_TEXTS,
    "execute_command": BOOLEAN,
}


def checked_options(
    given: Given, environment: Environment, **arguments: Unpack[OptionArguments]
) -> Options:
    """Return the options that arguments make, in one environment.

    Raises:
        Error: an argument, an image or a value is of another type, a condition key is misspelled, a
            policy cannot be read, or the key's ARN is malformed.
    """
    check_arguments(
        images=(given.images, TEXTS_BY_NAME),
        values=(given.values, TEXTS_BY_NAME),
        **{name: (argument, _EXPECTED[name]) for name, argument in arguments.items()},
    )
    context, key = arguments["context"], arguments["kms_key"]
    check_context(context)
    if key and (message := key_arn_problem(key)):
        raise Error(Problem("kms_key", message))
    policies: dict[RoleKind, Sequence[Source]] = {
        "execution": arguments["execution_policies"],
        "task": arguments["task_policies"],
    }
    return Options(
        execution_role=arguments["execution_role"],
        task_role=arguments["task_role"],
        policies={
            kind: role_of_policies(kind, sources, environment)
            for kind, sources in policies.items()
            if sources
        },
        context=context_of(context),
        cache_prefixes=tuple(prefix.strip("/") for prefix in arguments["pull_through_cache"]),
        key="" if arguments["aws_managed_keys"] else key,
        execute_command=arguments["execute_command"],
    )
