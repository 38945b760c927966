"""Properties of diagrams that pages read, and that the engine lets pass at deploy for their sake."""

READ_BY_PAGES = (
    "sop:confidential",
    "sop:customer-about",
    "sop:customer-name",
    "sop:customer-stage",
    "sop:customer-start",
    "sop:customer-who",
    "sop:signature",
    "sop:withdraw-by",
    "sop:withdraw-done",
    "sop:withdraw-note",
    "sop:withdraw-words",
)
