"""Help has each name of a file and each option on one line."""

from __future__ import annotations

from influmojo_cfn.cli.help_format import HelpFormatter

NAME = "templates/PROJECT-ecs-iam.yaml"


def test_no_name_is_broken_at_a_hyphen() -> None:
    formatter = HelpFormatter(width=60)
    formatter.write_text(f"Without options, it writes the file {NAME}.")
    formatter.write_dl([("--root-output PATH", f"The file that it writes.  [default: {NAME}]")])
    assert formatter.getvalue().count(NAME) == 2
    assert max(map(len, formatter.getvalue().splitlines())) <= 60
    assert formatter.getvalue().isascii()
