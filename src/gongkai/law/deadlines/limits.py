"""The limits of arts 30–35 of the Regulation and of the fee rules, in working days."""

from __future__ import annotations

__all__ = ["CLARIFY_WITHIN", "CONSULT_LIMIT", "EXTENSION_MOST", "PAY_WITHIN", "REPLY_LIMIT"]

REPLY_LIMIT = 20
"""For a reply (art. 33)."""
EXTENSION_MOST = 20
"""By which a reply may be extended at the most (art. 33)."""
CLARIFY_WITHIN = 7
"""Within which a clarification is asked for (art. 30)."""
CONSULT_LIMIT = 15
"""A third party (art. 32) or a co-maker (art. 34) has to answer."""
PAY_WITHIN = 20
"""To pay after the fee notice (FEE2020/6)."""
