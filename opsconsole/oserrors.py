"""What the operating system says no for, in words that can be translated."""

from __future__ import annotations

import errno

from opsconsole.errors import Message
from opsconsole.i18n import N_

_REASONS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("there is no such file or folder"),
    errno.EISDIR: N_("there is a folder of that name"),
    errno.EACCES: N_("this user may not"),
    errno.EPERM: N_("this user may not"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EIO: N_("the disk failed"),
    errno.ELOOP: N_("its links lead in a circle"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
    errno.EPIPE: N_("nobody reads it any more"),
}


def reason_of(error: OSError) -> Message:
    """Why the operating system refused; by its number where it is none of the usual reasons."""
    words = _REASONS.get(error.errno or 0)
    if words is not None:
        return Message(words)
    return Message(N_("the system refused it (error {number})"), number=error.errno or 0)
