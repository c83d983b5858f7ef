"""All requests at once: what a policy can never do, and what a change of it gains and loses."""
