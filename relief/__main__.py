"""`python -m relief …`: the desk's command line."""

from relief.commands.root import main

if __name__ == "__main__":
    main()
