"""What went wrong and waits for operations."""
