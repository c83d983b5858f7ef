"""Every check of templates and policy documents in one run: the validators and our rules."""
