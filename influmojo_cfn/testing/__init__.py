"""Permissions in tests of one's own: ``assert Role("template.yaml", "TaskRole").can(...)``."""

from influmojo_cfn.testing.role import Answer, Role

__all__ = ["Answer", "Role"]
