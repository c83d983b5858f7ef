"""ECS task definitions: read strictly, and turned into the calls that ECS makes to start them."""
