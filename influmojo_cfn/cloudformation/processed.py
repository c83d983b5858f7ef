"""A template as CloudFormation processes it: transforms of AWS that are known here are carried out.

CloudFormation calls it the processed template (GetTemplate, ``TemplateStage`` Processed). Whoever
asks what a template holds asks this one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.included_files import with_included_files
from influmojo_cfn.cloudformation.language_extensions import with_loops_expanded
from influmojo_cfn.cloudformation.nested_stacks import with_nested_stacks
from influmojo_cfn.cloudformation.openapi_routes import with_routes
from influmojo_cfn.cloudformation.parameters import with_accepted_defaults
from influmojo_cfn.cloudformation.sam import with_sam_roles
from influmojo_cfn.cloudformation.sections import check_sections


def processed(
    document: Document,
    environment: Environment | None = None,
    unknown: Collection[str] = (),
    *,
    nested: bool = True,
) -> Document:
    """Return a template with its loops expanded, the roles that AWS SAM makes, and nested stacks.

    What it includes from files at hand is a part of it.

    A processed template stays as it is, and so does a document that is not a template.

    Args:
        document: the template.
        environment: gives the parameters that collections of loops refer to.
        unknown: parameters that have no one value here.
        nested: whether other files are read, which are found from the document's source.

    Raises:
        TemplateError: a section is of a wrong shape, or the template of a nested stack cannot be
            read.
    """
    if not isinstance(document.data, Mapping):
        return document
    check_sections(document)
    found = with_accepted_defaults(document)
    found = with_included_files(found) if nested else found
    found = with_sam_roles(with_loops_expanded(found, environment, unknown, open_items=True))
    found = with_routes(found)
    return with_nested_stacks(found, environment) if nested else found
