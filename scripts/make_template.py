"""Write the template and lint it: what ``make template`` runs.

Most of the time goes into importing cfn-lint, so the template is built meanwhile. This process is
short and ends at once: collecting garbage and tearing down a hundred thousand objects at exit would
be time spent for nothing.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys

TEMPLATE = "templates/influmojo-ecs-iam.yaml"
BUILD = [sys.executable, "-m", "influmojo_cfn", "build", "--output", TEMPLATE]


def main() -> int:
    """Build with the defaults and run cfn-lint as its own command does; give the status."""
    with subprocess.Popen(BUILD) as building:
        from cfnlint.runner.cli import main as lint
    if building.returncode:
        return building.returncode
    sys.argv = ["cfn-lint", TEMPLATE]
    status = 0
    try:
        lint()
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    if status == 0:
        print(f"{TEMPLATE}: cfn-lint finds nothing wrong")
    return status


if __name__ == "__main__":
    gc.disable()
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
