"""Alembic's entry: the connection is given by opsconsole.db.schema, which holds the gate and the transaction."""

from alembic import context
from sqlalchemy import MetaData

from opsconsole.db.types import NAMING

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=MetaData(naming_convention=NAMING),
    render_as_batch=False,
    transactional_ddl=False,
)
context.run_migrations()
