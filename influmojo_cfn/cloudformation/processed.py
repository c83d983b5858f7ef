"""A template as CloudFormation processes it: transforms of AWS that are known here are carried out.

CloudFormation calls it the processed template (GetTemplate, ``TemplateStage`` Processed). Whoever
asks what a template holds asks this one.
"""

from __future__ import annotations

from collections.abc import Collection

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.language_extensions import with_loops_expanded
from influmojo_cfn.cloudformation.sam import with_sam_roles


def processed(
    document: Document, environment: Environment | None = None, unknown: Collection[str] = ()
) -> Document:
    """Return a template with its loops expanded and with the roles that AWS SAM makes.

    A processed template stays as it is, and so does a document that is no template.

    Args:
        document: the template.
        environment: gives the parameters that collections of loops refer to.
        unknown: parameters that have no one value here.
    """
    return with_sam_roles(with_loops_expanded(document, environment, unknown))
