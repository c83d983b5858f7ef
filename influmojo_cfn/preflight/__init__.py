"""Whether tasks can start: the calls of ECS, asked of the roles that a task definition names."""
