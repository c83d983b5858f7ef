"""What an application needs, read from its task definitions, source code and Compose files."""
