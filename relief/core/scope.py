"""Who asks, in which role, for which divisions."""

from dataclasses import dataclass, field

from relief.core.division_code import CODE_LENGTH, prefix_of
from relief.core.errors import OutOfScope

CodeRange = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Scope:
    """A signed-in person's reach: code prefixes (empty text is the whole country) and actions.

    Fields:
        account_id: public id of the account, written as `recorded_by`.
        account_name: the name shown beside what this person did.
        prefixes: leading digits of the divisions he answers for.
        roles: role names of `offices/roles.toml`.
        actions: what those roles may do.
    """

    account_id: str
    account_name: str
    prefixes: tuple[str, ...]
    roles: tuple[str, ...] = ()
    actions: frozenset[str] = field(default_factory=frozenset)

    def covers(self, division: str) -> bool:
        """Return whether the division lies within one of the prefixes."""
        own = prefix_of(division)
        return any(own.startswith(prefix) for prefix in self.prefixes)

    def may(self, action: str) -> bool:
        """Return whether one of the roles allows the action."""
        return action in self.actions

    def require(self, action: str, division: str | None = None) -> None:
        """Pass when the action is allowed, and for `division` when one is given.

        Raises:
            OutOfScope: otherwise.
        """
        if not self.may(action) or (division is not None and not self.covers(division)):
            raise OutOfScope(action, division or "")

    def ranges(self) -> tuple[CodeRange, ...]:
        """Return the scope as inclusive code ranges, for queries that use an index."""
        return tuple(range_of(prefix) for prefix in self.prefixes)


def range_of(prefix: str) -> CodeRange:
    """Return the first and last 12-digit code that begin with `prefix`."""
    return prefix.ljust(CODE_LENGTH, "0"), prefix.ljust(CODE_LENGTH, "9")
