"""Rules on quotas, shape and the traps of CloudFormation (98xx)."""
