"""The only package that touches troposphere and awacs objects: an app becomes a template."""

from influmojo_cfn.template.assembly import build

__all__ = ["build"]
