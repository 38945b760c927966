"""SpiffWorkflow task specs with Camunda 8 semantics, one class per kind of element."""
