"""Ask checkov and parliament about our roles, and race parliament and the AWS CDK."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.build import BIN, TEMPLATE
from bench.measure import ROOT, peak_megabytes, run, show, wall
from bench.peers.environment import CDK, PEERS, PYTHON, install_cdk, install_python_peers

PARLIAMENT = [str(PYTHON), str(Path(__file__).parent / "parliament_run.py")]
POLICIES = ("ecs-task-execution-role.json", "ecs-task-role.json")


def checkov() -> bool:
    """Print what checkov finds in the template; it must be nothing."""
    command = [str(PEERS / "venv/bin/checkov"), "--framework", "cloudformation", "--compact"]
    printed = run([*command, "--skip-download", "-o", "json", "-f", TEMPLATE], statuses=(0, 1))
    report: dict[str, Any] = json.loads(printed)
    failed = [f"{c['check_id']} {c['resource']}" for c in report["results"]["failed_checks"]]
    passed = f"{report['summary']['passed']} checks passed"
    return none_found("checkov on the template", failed, passed)


def parliament() -> bool:
    """Print what parliament finds in the two rendered policies; it must be nothing."""
    with tempfile.TemporaryDirectory() as folder:
        rendered = [str(BIN / "influmojo-cfn"), "policies", "--output-dir", folder]
        run([*rendered, "--account", "111122223333", "--region", "ap-south-1"])
        documents = {name: json.loads(Path(folder, name).read_text()) for name in POLICIES}
    found = ask_parliament(documents)["findings"]
    return none_found("parliament on the rendered policies", found, f"{len(documents)} policies")


def ask_parliament(documents: dict[str, Any]) -> Any:
    """Run parliament on documents by name."""
    lines = [json.dumps({"name": name, "document": doc}) for name, doc in documents.items()]
    ended = subprocess.run(
        PARLIAMENT, input="\n".join(lines), capture_output=True, text=True, check=True
    )
    return json.loads(ended.stdout)


def none_found(what: str, found: list[str], detail: str) -> bool:
    """Print findings, or that there are none."""
    print(f"{what:<64} {len(found):>10} findings, none allowed ({detail})")
    for line in found:
        print(f"    {line}")
    return not found


def managed_policies() -> dict[str, Any]:
    """Return the AWS managed policies that moto carries, by name."""
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    data = json.loads(aws_managed_policies_data)
    return {name: entry["Document"] for name, entry in data.items()}


def race_parliament() -> bool:
    """Check every AWS managed policy with our rules and with parliament."""
    documents = managed_policies()
    theirs = ask_parliament(documents)
    ours = json.loads(
        subprocess.run(
            [sys.executable, "-m", "bench.peers.our_rules"],
            cwd=ROOT, input=json.dumps(documents), capture_output=True, text=True, check=True,
        ).stdout
    )  # fmt: skip
    return show(
        f"our rules on {len(documents)} AWS managed policies / parliament",
        ours["seconds"] / theirs["seconds"],
        at_most=0.5,
        detail=f"{ours['seconds']:.2f} s / {theirs['seconds']:.2f} s "
        f"({theirs['crashed']} crashed parliament)",
    )


def included_by_cdk() -> bool:
    """Have CfnInclude of the AWS CDK take the template in; its resources must come out the same."""
    from influmojo_cfn.cloudformation import read_document

    if reason := install_cdk():
        print(f"AWS CDK's CfnInclude: skipped: {reason}")
        return True
    made = json.loads(run(["node", "include.js", str(ROOT / TEMPLATE)], CDK))
    ours = read_document(ROOT / TEMPLATE).data["Resources"]
    changed = [name for name in ours if made["Resources"].get(name) != ours[name]]
    return none_found("resources that CfnInclude changes", changed, f"{len(ours)} resources")


def race_cdk() -> bool:
    """Synthesize the same two roles with the AWS CDK, beside ``make template``."""
    if reason := install_cdk():
        print(f"AWS CDK: skipped: {reason}")
        return True
    os.environ.update(CDK_DISABLE_VERSION_CHECK="1", CDK_DISABLE_CLI_TELEMETRY="true")
    # What could wait for a network is omitted, in the CDK's favour.
    synth = ["node_modules/.bin/cdk", "synth", "--quiet", "--no-notices", "--app", "node app.js"]
    make = ["make", "-C", str(ROOT), "template", f"VENV={BIN.parent}"]
    took = wall({"cdk": synth, "make": make}, rounds=5, cwd=CDK)
    memory = {"cdk": peak_megabytes(synth, CDK), "make": peak_megabytes(make, CDK)}
    print(f"peak memory: cdk synth {memory['cdk']:.0f} MB, make template {memory['make']:.0f} MB")
    return show(
        "cdk synth / make template",
        took["cdk"] / took["make"],
        at_least=4,
        detail=f"{took['cdk']:.2f} s / {took['make']:.2f} s",
    )


def main() -> int:
    """Run every comparison; give 2 when one fails."""
    install_python_peers()
    held = [checkov(), parliament(), race_parliament(), included_by_cdk(), race_cdk()]
    return 0 if all(held) else 2


if __name__ == "__main__":
    sys.exit(main())
