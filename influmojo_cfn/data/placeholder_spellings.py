"""How tools spell what they fill in before AWS sees a file.

Sources (read 2026-11-28):
https://docs.github.com/actions/reference/workflows-and-actions/expressions
https://developer.hashicorp.com/terraform/language/expressions/strings
https://learn.microsoft.com/azure/devops/pipelines/process/variables
https://jinja.palletsprojects.com/en/stable/templates/
https://docs.aws.amazon.com/codepipeline/latest/userguide/file-reference.html#file-reference-ecs-bluegreen
https://octopus.com/docs/projects/variables/variable-substitutions
https://cmake.org/cmake/help/latest/command/configure_file.html
https://docs.ruby-lang.org/en/3.4/ERB.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
"""

from __future__ import annotations

BRACED_DOLLAR = r"\$\{[^{}]{0,200}(?:\{[^{}]{0,200}\}[^{}]{0,200}){0,3}\}"
"""``${IMAGE}``: envsubst, Terraform; a template's Fn::Sub and IAM's variables look the same."""

DOLLAR = r"\$[A-Za-z_][A-Za-z0-9_]*"
"""``$IMAGE``: a shell."""

GITHUB_ACTIONS = r"\$\{\{[^{}]{0,200}\}\}"
"""``${{ env.IMAGE }}``, which begins as ``${IMAGE}`` does."""

DYNAMIC_REFERENCE = r"\{\{resolve:[^{}]{0,200}\}\}"
"""``{{resolve:ssm:/web/image}}``: CloudFormation alone fills it in, and only in a template."""

UNMISTAKABLE = (
    r"\$\([^()]{0,200}\)",  # $(Image): Azure Pipelines, Tekton
    r"\{\{(?!resolve:)[^{}]{0,200}\}\}",  # {{ image }}: Jinja, Mustache
    r"<{1,2}[A-Za-z_][^<>]{0,200}>{1,2}",  # <IMAGE1_NAME>: CodePipeline; <<IMAGE>>: by hand
    r"\[\[[A-Za-z_][^\[\]]{0,200}\]\]",  # [[IMAGE]]: by hand
    r"<%=[^<>]{0,200}%>",  # <%= @image %>: ERB
    r"%{1,2}[A-Za-z_][A-Za-z0-9_.-]{0,80}%{1,2}",  # %IMAGE%: sed, cmd.exe
    r"\#\{[^{}]{0,200}\}\#?",  # #{IMAGE}#: Octopus, Azure's token replacement
    r"@{1,2}[A-Za-z_][A-Za-z0-9_]{0,80}@{1,2}",  # @IMAGE@: CMake, Maven
    r"(?<![A-Za-z0-9])__[A-Za-z](?:[A-Za-z0-9_]{0,80}?[A-Za-z0-9])?__(?![A-Za-z0-9])",  # __IMAGE__
)
"""Spellings with a beginning and an end that mean nothing to CloudFormation and to IAM."""
