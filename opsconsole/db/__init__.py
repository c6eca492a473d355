"""The database: one writer, one transaction a verb, migrations, backup."""

from opsconsole.db.database import Act, Database, Journal, NoJournal

__all__ = ["Act", "Database", "Journal", "NoJournal"]
