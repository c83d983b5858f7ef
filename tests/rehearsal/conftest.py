"""The one local emulator of a session, shared with the tests of accounts."""

from tests.account.conftest import *  # noqa: F403
