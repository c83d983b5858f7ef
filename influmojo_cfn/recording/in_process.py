"""Recording in tests: what the code under test calls on the local emulator, in this process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from influmojo_cfn.app import App
    from influmojo_cfn.recording.recording import RecordingSession


@contextmanager
def recorded(
    app: App | str | Path | None = None, *, workload: str | None = None, enforce: bool = False
) -> Iterator[RecordingSession]:
    """Run the emulator, and have every AWS SDK of this process talk to it, for a ``with`` block.

    Args:
        app: the app whose task role the calls need, or its file.
        workload: the service or job whose task role that is; the shared one unless given.
        enforce: whether calls that the role is not allowed fail with AccessDenied.

    Raises:
        Error: an argument is of another type, or the app has no such workload.
        EmulatorError: the emulator is not installed, or does not start.
    """
    from influmojo_cfn.app import App
    from influmojo_cfn.arguments import BOOLEAN, FILE, TEXT, Expected, check_arguments
    from influmojo_cfn.config import load
    from influmojo_cfn.recording.recording import recording_session

    app_or_file = Expected("an App, or its file", lambda it: isinstance(it, App) or FILE.takes(it))
    check_arguments(
        app=(app, app_or_file.or_none()),
        workload=(workload, TEXT.or_none()),
        enforce=(enforce, BOOLEAN),
    )
    read = load(Path(app)) if isinstance(app, str | Path) else app
    with recording_session(read, workload=workload, enforce=enforce) as session:
        before = dict(os.environ)
        for name in [each for each in before if each.startswith("AWS_")]:
            del os.environ[name]
        own = {name: text for name, text in session.environment.items() if name.startswith("AWS_")}
        os.environ.update(own)
        try:
            yield session
        finally:
            for name in own:
                os.environ.pop(name, None)
            os.environ.update({n: text for n, text in before.items() if n.startswith("AWS_")})
