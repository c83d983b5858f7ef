"""Grants on Amazon Textract."""

from awacs import textract

from influmojo_cfn.grants.model import Grant, StatementRow

GRANTS = (
    Grant(
        name="textract.read_documents",
        in_every_boundary=False,
        purpose="Read text, forms and tables of documents with Amazon Textract.",
        source="https://docs.aws.amazon.com/textract/latest/dg/security_iam_service-with-iam.html",
        statements=(
            StatementRow(
                "ReadDocuments",
                (
                    textract.AnalyzeDocument,
                    textract.DetectDocumentText,
                    textract.GetDocumentAnalysis,
                    textract.GetDocumentTextDetection,
                    textract.StartDocumentAnalysis,
                    textract.StartDocumentTextDetection,
                ),
                ("*",),
                forced_star="These actions take only *: a document has no ARN.",
            ),
        ),
        notes=("Documents in S3 are read with the role itself: add s3.read_objects.",),
    ),
)
