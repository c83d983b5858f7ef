"""What every test shares: the repository, and the command line run as a user runs it."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

# So that a process started by a test, in whatever folder, imports this checkout.
os.environ["PYTHONPATH"] = str(ROOT)
