"""Quick-create links of the CloudFormation console.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-create-stacks-quick-create-links.html
(read 2026-11-23).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from influmojo_cfn.cloudformation.environment import STACK_NAME, partition_of
from influmojo_cfn.cloudformation.parameters import parameter_values
from influmojo_cfn.errors import Error, Problem
from influmojo_cfn.iam.regions import region_problem

CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-eusc": "console.amazonaws-eusc.eu",
}
"""The console of each partition that the public can reach."""

_S3_HOST = re.compile(r"(?:.+\.)?s3[.-][a-z0-9.-]*amazonaws\.(?:com|com\.cn|eu)")


def launch_url(
    template: Mapping[str, Any],
    template_url: str,
    *,
    stack_name: str,
    region: str,
    parameters: Mapping[str, str],
) -> str:
    """Return the link; ``parameters`` fill the form.

    Raises:
        Error: the template does not lie in S3, the stack's name is not one, or the region's
            partition has no public console; every problem is listed.
        TemplateError: a parameter is not in the template, or its value is rejected.
    """
    problems: list[Problem] = []
    parts = urlsplit(template_url)
    if parts.scheme != "https" or not _S3_HOST.fullmatch(parts.netloc) or len(parts.path) < 2:
        message = f"{template_url!r} is not the https URL of an object in S3; give one"
        problems.append(Problem("--template-url", message))
    if not STACK_NAME.fullmatch(stack_name):
        message = f"{stack_name!r} is not a stack name: a letter, then letters, digits and hyphens"
        problems.append(Problem("--stack-name", f"{message}, 128 at most"))
    console = CONSOLES.get(partition_of(region))
    if message := region_problem(region):
        problems.append(Problem("--region", message))
    elif console is None:
        problems.append(Problem("--region", f"the partition of {region} has no public console"))
    if problems:
        raise Error(problems)
    parameter_values(template, parameters)
    fields = {"templateURL": template_url, "stackName": stack_name}
    fields.update({f"param_{name}": value for name, value in sorted(parameters.items())})
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in fields.items())
    home = f"https://{region}.{console}/cloudformation/home?region={region}"
    return f"{home}#/stacks/create/review?{query}"
