"""A page of a long list."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items of a list, and where they stand in it.

    Fields:
        items: at most `PAGE_SIZE` of them.
        number: this page, from 1.
        pages: how many pages there are, at least 1.
        total: how many items there are on all pages.
    """

    items: tuple[T, ...]
    number: int
    pages: int
    total: int


def pages_for(total: int) -> int:
    """Return how many pages `total` items fill, at least one."""
    return max(1, -(-total // PAGE_SIZE))
