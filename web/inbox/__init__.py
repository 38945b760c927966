"""The inbox, and the page on which a task is worked."""
