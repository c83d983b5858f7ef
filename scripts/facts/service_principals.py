"""Names of services in conditions and trust policies of AWS: principals, and KMS's callers.

Service principals are the values of iam:PassedToService and the like in AWS managed policies, and
those that AWS's documentation names beside them. The services through which KMS is called are the
values of kms:ViaService there, and the prefixes that the table has by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from scripts.facts.managed_policies import POLICY_LIST, policies
from scripts.facts.tables import DATA

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
airflow-env appconfig billingconsole build.apprunner chatbot clientvpn-connections codecommit
codestar cognito-sync comprehend costalerts crowd datazonecontrol fargate iotevents kafkaconnect
lambda.alarms.cloudwatch logdelivery.elasticloadbalancing logging.s3 monitoring.rds
ops.emr-serverless osis-pipelines
pullthroughcache.ecr replicator.lambda scheduler.redshift tasks.apprunner
"""
KEYS = ("iam:passedtoservice", "iam:awsservicename", "organizations:serviceprincipal")


def condition_values(*keys: str) -> set[str]:
    """Return the values that AWS managed policies compare condition keys (lower case) with."""
    _, found = policies()
    return {
        value
        for policy in found.values()
        for statement in _listed(policy["document"]["Statement"])
        for compared in statement.get("Condition", {}).values()
        for value in _values(compared, keys)
    }


def _values(compared: dict[str, Any], keys: tuple[str, ...]) -> Iterator[str]:
    for key, values in compared.items():
        if key.lower() in keys:
            yield from _listed(values)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def principals() -> dict[str, Any]:
    """Return the table of service principals that roles can trust."""
    named = {
        value
        for value in condition_values(*KEYS)
        if re.fullmatch(r"[a-z0-9.-]+\.amazonaws\.com", value)
    }
    documented = {f"{name}.amazonaws.com" for name in DOCUMENTED.split()}
    return {
        "source": [
            POLICY_LIST,
            "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
            "reference_policies_elements_principal.html#principal-services",
        ],
        "principals": sorted(named | documented),
    }


def kms_callers() -> dict[str, Any]:
    """Return the table of the services in kms:ViaService: those it has, and those that are new."""
    table: dict[str, Any] = json.loads((DATA / "kms_via_service.json").read_text("utf-8"))
    named = {
        value.partition(".")[0]
        for value in condition_values("kms:viaservice")
        if re.fullmatch(r"[a-z0-9-]+\.[^.]+\.amazonaws\.com", value)
    }
    del table["date"]
    return {**table, "services": sorted({*table["services"], *named})}
