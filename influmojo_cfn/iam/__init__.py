"""IAM, without CloudFormation: ARNs, actions, policy documents, operators, patterns, quotas."""
