"""The append-only record of every act, chained and anchored."""

from opsconsole.audit.journal import AuditJournal, record

__all__ = ["AuditJournal", "record"]
