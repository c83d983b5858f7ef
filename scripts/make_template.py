"""Write the template and lint it, in one process: what ``make template`` runs.

One start of Python and one import serve both. The process is short and ends at once, so collecting
garbage and tearing down a hundred thousand objects at exit would be time spent for nothing.
"""

from __future__ import annotations

import gc
import os
import sys

TEMPLATE = "templates/influmojo-ecs-iam.yaml"


def main() -> int:
    """Build with the defaults, then run cfn-lint as its own command does; give its status."""
    from influmojo_cfn.cli import group

    group.main(["build", "--output", TEMPLATE], prog_name="influmojo-cfn", standalone_mode=False)
    from cfnlint.runner.cli import main as lint

    sys.argv = ["cfn-lint", TEMPLATE]
    try:
        lint()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


if __name__ == "__main__":
    gc.disable()
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
