"""The calls that ECS makes with the roles of tasks, services and clusters."""
