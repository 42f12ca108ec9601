"""`make bench`: every measurement is a ratio against a baseline of the same run."""

from importlib import import_module

NAMES = ("ledger", "picture", "spatial", "allocation", "nation", "map_feed", "canvas")


def main() -> None:
    for name in NAMES:
        import_module(f"tests.benchmarks.{name}").main()


if __name__ == "__main__":
    main()
