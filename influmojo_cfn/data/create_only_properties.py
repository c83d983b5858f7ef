"""The named resource types of IAM, and the properties whose change replaces such a resource.

CloudFormation creates the replacement before it deletes the old resource. Under the same name that
fails, because the name is taken.

Source: createOnlyProperties of each type's schema, as cfn-lint lists them, and "Update requires:
Replacement" in
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
(read 2026-11-28).
"""

from __future__ import annotations

from typing import NamedTuple


class CreateOnly(NamedTuple):
    """The property that fixes a resource's name, and the others that only a new one can change."""

    name: str
    others: tuple[str, ...] = ()


CREATE_ONLY: dict[str, CreateOnly] = {
    "AWS::IAM::Group": CreateOnly("GroupName"),
    "AWS::IAM::InstanceProfile": CreateOnly("InstanceProfileName", ("Path",)),
    "AWS::IAM::ManagedPolicy": CreateOnly("ManagedPolicyName", ("Description", "Path")),
    "AWS::IAM::Role": CreateOnly("RoleName", ("Path",)),
    "AWS::IAM::ServerCertificate": CreateOnly(
        "ServerCertificateName", ("CertificateBody", "CertificateChain", "PrivateKey")
    ),
    "AWS::IAM::User": CreateOnly("UserName"),
    "AWS::IAM::VirtualMFADevice": CreateOnly("VirtualMfaDeviceName", ("Path",)),
}
