"""The environment of the peers, ``.peers/``: made once, by hash and by exact version."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench.measure import ROOT

PEERS = ROOT / ".peers"
PYTHON = PEERS / "venv/bin/python"
CDK = PEERS / "cdk"
REQUIREMENTS = ROOT / "requirements/peers.txt"
CDK_APP = Path(__file__).parent / "cdk"


def install_python_peers() -> None:
    """Install checkov and parliament."""
    stamp = PEERS / "venv/.installed"
    if stamp.exists() and stamp.stat().st_mtime >= REQUIREMENTS.stat().st_mtime:
        return
    print("installing checkov and parliament into .peers/ (once)", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(PEERS / "venv")], check=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    subprocess.run([*pip, "--require-hashes", "-r", str(REQUIREMENTS)], check=True)
    stamp.touch()


def install_cdk() -> str | None:
    """Install the AWS CDK; give the reason when that cannot be done here."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "there is no node and npm on the PATH"
    package = CDK_APP / "package.json"
    stamp = CDK / ".installed"
    if not stamp.exists() or stamp.stat().st_mtime < package.stat().st_mtime:
        print("installing the AWS CDK into .peers/ (once)", flush=True)
        shutil.copytree(CDK_APP, CDK, dirs_exist_ok=True)
        npm = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        if subprocess.run(npm, cwd=CDK).returncode != 0:
            return "npm could not install it"
        stamp.touch()
    for source in CDK_APP.glob("*.js"):
        shutil.copy(source, CDK)
    return None
