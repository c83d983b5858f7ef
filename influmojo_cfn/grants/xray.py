"""Grants on AWS X-Ray."""

from awacs import xray

from influmojo_cfn.grants.model import DOCS, SIDECAR, Grant, StatementRow

GRANTS = (
    Grant(
        name="xray.write_traces",
        purpose="Send traces to X-Ray and read the sampling rules.",
        uses=(SIDECAR,),
        source=f"{DOCS}xray/latest/devguide/security_iam_id-based-policy-examples.html",
        statements=(
            StatementRow(
                "WriteTraces",
                (
                    xray.GetSamplingRules,
                    xray.GetSamplingStatisticSummaries,
                    xray.GetSamplingTargets,
                    xray.PutTelemetryRecords,
                    xray.PutTraceSegments,
                ),
                ("*",),
                forced_star="These X-Ray actions take no resource but *.",
            ),
        ),
    ),
)
