"""The oracle, asked across a process border."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from tests.allocation.oracle import ask


@pytest.fixture(scope="session")
def ask_oracle():
    """Return a function that asks HiGHS for the fairest fills and their least cost."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        yield lambda problem, price: pool.submit(ask, problem, price).result()
