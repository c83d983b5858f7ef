"""``influmojo-cfn completion``: the script with which a shell completes commands."""

from __future__ import annotations

import click

from influmojo_cfn.cli.output import show

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_INFLUMOJO_CFN_COMPLETE"
"""The variable in which a shell says what it wants of the command; click names it."""


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def command(shell: str) -> int:
    """Print the script with which SHELL completes commands, options, grants, rules and roles.

    Roles are those of the TEMPLATE on the command line, or of the templates in templates/ if it has
    none yet. Load the script when the shell starts.

    It has no options.

    \b
    Examples:
      eval "$(influmojo-cfn completion bash)"     # in ~/.bashrc
      eval "$(influmojo-cfn completion zsh)"      # in ~/.zshrc, after compinit
      influmojo-cfn completion fish \\
          > ~/.config/fish/completions/influmojo-cfn.fish
    """
    from click.shell_completion import ShellComplete, get_completion_class

    from influmojo_cfn.cli import group

    complete = get_completion_class(shell)
    assert complete is not None
    script = complete(group, {}, "influmojo-cfn", VARIABLE)
    # Not the class's own: that of bash starts bash to see which version it is.
    text = ShellComplete.source(script).strip()
    # click's script for fish splits at every comma, and would cut the words behind a completion.
    show(text.replace('string split ","', 'string split --max 1 ","'))
    return 0
