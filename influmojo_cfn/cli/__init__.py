"""The ``influmojo-cfn`` command: one thin module per command, imported when it runs."""

from __future__ import annotations

import atexit
import errno
import gc
import signal
import sys
from contextlib import AbstractContextManager, nullcontext, suppress
from importlib import import_module
from io import StringIO
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.help_format import HelpContext
from influmojo_cfn.cli.output import discard, prepare_streams, say, say_error
from influmojo_cfn.errors import Error
from influmojo_cfn.version import __version__, install_command

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS: dict[str, str] = {
    "init": "Write the files that a project begins with.",
    "build": "Write the CloudFormation template.",
    "policies": "Write the policy documents of the roles, for the IAM console.",
    "grants": "List the catalog of grants, or explain one.",
    "check": "Find errors in templates, policy documents and claims files.",
    "rules": "List the rules that check applies, or explain one.",
    "rehearse": "Deploy on a local emulator and test what the roles can do.",
    "simulate": "Report whether a role can make a call, and which statement decides.",
    "explain": "Show what each role can do.",
    "preflight": "Check whether tasks will start, and what is missing.",
    "derive": "Write the app file that task definitions and code need.",
    "record": "Run a command against the local emulator, and write down what it calls.",
    "usage": "Report what roles used of their permissions, from CloudTrail.",
    "diff": "Compare what roles can do, semantically.",
    "prove": "Prove claims about roles for every request.",
    "nest": "Write a root template that nests the roles, once per environment.",
    "service": "Write the template of the services that run with the roles.",
    "adopt": "Import roles created manually into CloudFormation.",
    "stack-set": "Write a template that deploys the roles to many accounts.",
    "verify": "Compare an account with the template.",
    "launch-url": "Print a link that opens the CloudFormation console with the template.",
    "deployer-policy": "Print the minimal policy of the deployer.",
    "completion": "Print the script with which a shell completes commands.",
    "boundary-policy": "Write the permissions boundary of the roles.",
    "resource-policies": "Print the resource policies that other accounts need.",
    "mcp": "Serve the commands to an assistant, as MCP tools.",
}
"""Command to its line in ``--help``. ``a-b`` is ``command`` of ``cli/a_b.py``."""

EXTRAS = {"boto3": "aws", "botocore": "aws", "mcp": "mcp", "ministack": "rehearse"}
"""Package that some commands need to the extra of ``setup.cfg`` that brings it."""

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""What is printed did not fit; files say so themselves, with their name."""


class CommandGroup(click.Group):
    """A group that imports a command's module only when it runs."""

    context_class = HelpContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of :data:`COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; import its module."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"influmojo_cfn.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        command.context_class = HelpContext
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the commands that begin so, without importing them, and the group's options."""
        from click.shell_completion import CompletionItem

        commands = [
            CompletionItem(name, help=words)
            for name, words in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return commands + click.Command.shell_complete(self, ctx, incomplete)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; its errors name what it was given as the options that gave it."""
        from influmojo_cfn.files import inputs_kept

        try:
            with inputs_kept():
                return super().invoke(ctx)
        except Error as error:
            command = self.get_command(ctx, ctx.invoked_subcommand or "")
            if command is not None:
                from influmojo_cfn.cli.wrong_usage import name_options

                name_options(error, command)
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return a command; raise an error with the nearest name."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from influmojo_cfn.errors import did_you_mean

            nearest = did_you_mean(args[0], COMMANDS) or "; influmojo-cfn --help lists them"
            raise click.BadParameter(f"is not a command{nearest}", ctx, param_hint=args[0])
        return super().resolve_command(ctx, args)


@click.group(
    cls=CommandGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="influmojo-cfn")
def group() -> None:
    """Write, check and test the IAM roles of Amazon ECS tasks.

    \b
    Example:
      influmojo-cfn build
    """


def collect_rarely() -> None:
    """Have Python look for unused cycles rarely: a run is short, and what it reads stays in use.

    At its end Python would look at all objects once more, which the process frees anyway.
    """
    gc.set_threshold(500_000)
    atexit.register(gc.freeze)


def end_in_order() -> None:
    """Have SIGTERM end a command as Ctrl-C does: its files are whole, and its emulator stops."""
    with suppress(ValueError):  # Only the main thread can.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


TALKING = {"check", "init", "mcp"}
"""Commands that say themselves what takes long, ask, or run until they are ended."""


def _progress(arguments: list[str]) -> AbstractContextManager[None]:
    """Return on a terminal that a command runs, once it takes long."""
    from influmojo_cfn.cli.progress import progress_of

    name = next((text for text in arguments if not text.startswith("-")), "")
    return nullcontext() if name in TALKING or name not in COMMANDS else progress_of(name)


def _say_wrong_usage(error: click.ClickException) -> int:
    """Print the usage of the command and what is wrong with the arguments; return the exit code."""
    from influmojo_cfn.cli.wrong_usage import usage_problem

    usage = StringIO()
    error.show(usage)
    *lines, _ = usage.getvalue().removesuffix(f"{error.format_message()}\n").splitlines()
    for line in (*lines, f"error: {usage_problem(error)}"):
        say(line, err=True)
    return 1


def main(arguments: list[str] | None = None) -> Any:
    """Run the command line; exit with code 0 if clean, 1 on wrong usage or input, 2 on findings."""
    collect_rarely()
    prepare_streams()
    if arguments is None:
        end_in_order()
    given = sys.argv[1:] if arguments is None else arguments
    try:
        with _progress(given):
            wanted = given or ["--help"]
            status = group.main(wanted, prog_name="influmojo-cfn", standalone_mode=False)
            status = status if given else 1
    except click.ClickException as error:
        status = _say_wrong_usage(error)
    except Error as error:
        status = say_error(error)
    except ModuleNotFoundError as error:
        missing = (error.name or "").partition(".")[0]
        if missing not in EXTRAS:
            raise
        say(f"error: {missing} is not installed: {install_command(EXTRAS[missing])}", err=True)
        status = 1
    except (click.Abort, KeyboardInterrupt):
        say("stopped", err=True)
        status = 130
    except BrokenPipeError:  # Of --help: what commands print goes through cli.output.
        discard(sys.stdout)
        status = 0
    except OSError as error:
        if (
            error.errno == errno.ENOENT and error.filename is None
        ):  # No file is missing but the folder.
            sys.exit(say_error(Error("the current folder: doesn't exist anymore; go to another")))
        if error.errno not in FULL and error.filename is None:
            raise
        if error.errno not in FULL:  # Looked up before it is read: too long a name, no access.
            from influmojo_cfn.files import unreadable

            sys.exit(say_error(unreadable(str(error.filename), error)))
        # What is still buffered would fail once more when the interpreter ends.
        discard(sys.stdout)
        say(
            f"error: standard output: cannot be written: {error.strerror}; free some space",
            err=True,
        )
        status = 1
    sys.exit(status if isinstance(status, int) else 0)
