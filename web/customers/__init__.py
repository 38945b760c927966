"""The customer's own way in: a one-time link, a code, the task, the signature."""
