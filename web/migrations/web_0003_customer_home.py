"""Find all links of a customer: the home shows every case that was ever opened to them."""

from alembic import op

revision = "web_0003"
down_revision = "web_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_customer_links_customer_id_created_at", "customer_links", ["customer_id", "created_at"])
