"""Which page of a list does the address ask for, and how many are there?"""

from __future__ import annotations

from flask import request


def asked_page() -> int:
    """Read the page that the address asks for, at least the first (第几页)."""
    return max(1, request.args.get("page", 1, type=int))


def count_pages(total: int, size: int) -> int:
    """Count the pages of a list, at least one (页数)."""
    return max(1, -(-total // size))
