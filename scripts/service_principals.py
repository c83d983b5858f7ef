"""Write data/service_principals.json: service principals that roles can trust.

From the condition values of AWS managed policies (iam:PassedToService and the like) that
influmojo_cfn/data keeps, and from AWS's documentation of services that none of them names. Run it
after scripts/refresh_aws_managed_policies.py: ``.venv/bin/python scripts/service_principals.py``.
"""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path

DATA = Path(__file__).parent.parent / "influmojo_cfn/data"
DOCUMENTED = """
amplify amplifybackend api.ecr appflow aps arczonalshift-autoshift backup batchoperations.s3
billingconductor carrier cleanrooms clouddirectory cloudfront cloudsearch cloudwatch
cloudwatch-crossaccount codeartifact codedeploy codestar-notifications compute-optimizer
connect-campaigns config-multiaccountsetup controltower custom-resource.application-autoscaling
datapipeline deeplens discovery dlm dms ec2-instance-connect ecr edgelambda eks-fargate
eks-fargate-pods eks-nodegroup elasticmapreduce.application-autoscaling evidently export.rds
finspace forecast fsx gamelift geo glacier groundstation ingestion.iot inspector2 ivs kinesis
kinesisanalytics kms lex lightsail lookoutvision m2 macie2 managedservices marketplace
mediapackage mediastore mediatailor messaging member.org.stacksets.cloudformation
mobileanalytics mobilehub monitoring mwaa nimble ops.apigateway pinpoint polly
pull-through-cache.ecr quicksight ram reachabilityanalyzer.networkinsights rekognition
resource-groups route53 sdb secretsmanager serverlessrepo signin signer sns sqs ssm-contacts
ssm-incidents stacksets.cloudformation storagegateway streams.metrics.cloudwatch
streaming.rekognition support swf textract timestream transcribe trustedadvisor translate
verified-access verifiedpermissions vpc-flow-logs vpcorigin waf waf-regional wafv2 workdocs
worklink workmail workspaces workspaces-web xray
airflow-env billingconsole build.apprunner clientvpn-connections codestar crowd datazonecontrol
iotevents
logdelivery.elasticloadbalancing logging.s3 ops.emr-serverless
pullthroughcache.ecr replicator.lambda tasks.apprunner
"""
KEYS = ("iam:passedtoservice", "iam:awsservicename", "organizations:serviceprincipal")


def named_in_policies() -> set[str]:
    """Return the principals that conditions of AWS managed policies name."""
    found: set[str] = set()
    small = (DATA / "aws_managed_policies.json").read_text("utf-8")
    large = gzip.decompress((DATA / "aws_managed_policies_others.json.gz").read_bytes()).decode()
    for text in (small, large):
        for policy in json.loads(text)["policies"].values():
            statements = policy["document"]["Statement"]
            for statement in statements if isinstance(statements, list) else [statements]:
                for keys in statement.get("Condition", {}).values():
                    for key, values in keys.items():
                        if key.lower() in KEYS:
                            found.update([values] if isinstance(values, str) else values)
    return {name for name in found if re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com", name)}


def main() -> None:
    """Write the table."""
    names = named_in_policies() | {
        f"{name}.amazonaws.com" for name in re.findall(r"\S+", DOCUMENTED)
    }
    table = {
        "source": [
            "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
            "reference_policies_elements_principal.html#principal-services",
        ],
        "date": date.today().isoformat(),
        "principals": sorted(names),
    }
    (DATA / "service_principals.json").write_text(json.dumps(table, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
