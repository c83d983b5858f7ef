"""What maintains the repository: generated pages, data refreshed from its sources, the Makefile."""
