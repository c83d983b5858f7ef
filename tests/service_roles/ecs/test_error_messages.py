"""What people see: each message, its page, and what else than a role makes it appear."""

from __future__ import annotations

from influmojo_cfn.service_roles.ecs.error_messages import ERRORS


def test_every_message_has_a_page_of_aws() -> None:
    pages = {error.page for error in ERRORS.values()}
    assert [page for page in pages if not page.startswith("https://docs.aws.amazon.com/")] == []


def test_no_two_rows_have_one_message() -> None:
    messages = [error.message for error in ERRORS.values()]
    assert len(messages) == len(set(messages))


def test_the_network_makes_every_message_appear_but_that_of_the_role() -> None:
    assert [name for name, error in ERRORS.items() if not error.network] == ["role"]
