"""What Bilten knows. The order of the domains is in pyproject.toml; nobody looks up."""
