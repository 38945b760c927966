"""DMN: decision tables and all other decision logic, on FEEL."""
