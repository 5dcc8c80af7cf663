"""What a cart costs: list prices, the platform's fee, and who pays it. Pure arithmetic."""
