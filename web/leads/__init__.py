"""Those who lead: what lies with whom, and one decision on many tasks."""
