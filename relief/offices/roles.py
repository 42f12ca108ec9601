"""Actions and the roles that may do them, from `roles.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from relief.core.wording import Bilingual

_FILE = Path(__file__).parent / "roles.toml"
EVERY_ROLE = "all"


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may do what.

    Fields:
        roles: role name to its title.
        actions: action name to its title.
        allowed: action name to the roles that may do it.
    """

    roles: dict[str, Bilingual]
    actions: dict[str, Bilingual]
    allowed: dict[str, frozenset[str]]

    def actions_of(self, held: tuple[str, ...]) -> frozenset[str]:
        """Return every action that one of the held roles allows."""
        return frozenset(name for name, roles in self.allowed.items() if roles & set(held))


@cache
def load_rules() -> Rules:
    """Return the rules of `roles.toml`.

    Raises:
        ValueError: an action names a role that the file does not have.
    """
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    roles = {name: Bilingual(row["zh"], row["en"]) for name, row in data["roles"].items()}
    actions = {name: Bilingual(row["zh"], row["en"]) for name, row in data["actions"].items()}
    allowed: dict[str, frozenset[str]] = {}
    for name, row in data["actions"].items():
        listed = frozenset(roles) if row["roles"] == [EVERY_ROLE] else frozenset(row["roles"])
        if unknown := listed - frozenset(roles):
            message = f"{name}: unknown roles {sorted(unknown)}"
            raise ValueError(message)
        allowed[name] = listed
    return Rules(roles, actions, allowed)
