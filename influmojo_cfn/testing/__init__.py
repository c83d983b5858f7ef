"""Permissions in tests of one's own: ``assert Role("template.yaml", "TaskRole").can(...)``."""

from influmojo_cfn.testing.proofs import assert_never, assert_no_new_access
from influmojo_cfn.testing.role import Answer
from influmojo_cfn.testing.role import RoleUnderTest as Role

__all__ = ["Answer", "Role", "assert_never", "assert_no_new_access"]
