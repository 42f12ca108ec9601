"""The floor: codes, time, scope, ledgers and errors, from the standard library alone."""
