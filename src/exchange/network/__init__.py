"""Networks: formal groups of organisations."""
