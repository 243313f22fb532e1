"""Runs the migrations on the connection `leads.database` hands over, inside its transaction."""

from alembic import context

from leads.audit_tables import audit_runs  # noqa: F401 - registers its tables
from leads.database import VERSION_TABLE
from leads.dossier_tables import dossier_builds  # noqa: F401 - registers its tables
from leads.hunt_tables import metadata
from leads.session_tables import sessions  # noqa: F401 - registers its table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    render_as_batch=True,
)
context.run_migrations()
