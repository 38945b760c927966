"""Reports where people would rather look: work, pipeline, outcomes, follow-up, complaints, agents' figures."""
