"""Opens Office files that are encrypted with a password ([MS-OFFCRYPTO]); needs the extra ``crypto``."""

from __future__ import annotations

import io

from linter.archive import ContainerError
from linter.content import Content, as_file
from linter.model import Problem


def decrypted(data: Content, password: str) -> bytes:
    """The package inside an encrypted file.

    :raises ContainerError: the password is wrong, the extra is not installed, or the file is
        damaged.
    """
    try:
        from msoffcrypto import OfficeFile
        from msoffcrypto.exceptions import InvalidKeyError
    except ImportError:
        raise ContainerError(Problem("no-decryption")) from None
    inside = io.BytesIO()
    try:
        file = OfficeFile(as_file(data))
        file.load_key(password=password, verify_password=True)
        file.decrypt(inside)
    except InvalidKeyError:
        raise ContainerError(Problem("wrong-password")) from None
    except MemoryError:
        raise
    except Exception as error:  # msoffcrypto, olefile and expat have no common base class
        detail = f"復号 / decryption：{type(error).__name__}"
        raise ContainerError(Problem("unreadable-content", detail)) from None
    return inside.getvalue()
