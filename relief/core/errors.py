"""What can be refused, with its facts as fields; `web/errors.py` alone knows status codes."""

from dataclasses import dataclass, field

from relief.core.wording import Bilingual


class ReliefError(Exception):
    """Something the desk refuses, with a reason a person can read."""

    def wording(self) -> Bilingual:
        """Return the reason in both languages; every subclass below says its own."""
        return Bilingual("操作未完成，未作任何改动", "Not done; nothing was changed")


@dataclass
class Refused(ReliefError):
    """Input or a wish that cannot be met: nothing was changed.

    Fields:
        reason: what was wrong and what was expected.
        path: the field, cell or row it concerns, empty when it concerns the whole.
    """

    reason: Bilingual
    path: str = ""

    def wording(self) -> Bilingual:
        """Return the reason given."""
        return self.reason


@dataclass
class InvalidDivisionCode(ReliefError):
    """A code that is not twelve digits of the statistical division scheme."""

    code: str

    def wording(self) -> Bilingual:
        """Return what a code has to look like."""
        return Bilingual(
            f"区划代码“{self.code}”无效：应为 12 位数字",
            f"Division code “{self.code}” is not valid: twelve digits are expected",
        )


@dataclass
class OutOfScope(ReliefError):
    """A person reached for something outside his divisions or beyond his role."""

    action: str
    division: str = ""

    def wording(self) -> Bilingual:
        """Return that the deed is not this account's to do."""
        return Bilingual(
            "您的岗位或辖区不能进行此操作，未作任何改动",
            "Your role or area does not allow this; nothing was changed",
        )


@dataclass
class NotFound(ReliefError):
    """Nothing of this kind stands under this id within the person's scope.

    Fields:
        kind: what was looked for, in Chinese, a space, then in English: "灾情报告 report".
        key: the id asked for.
    """

    kind: str
    key: str

    def wording(self) -> Bilingual:
        """Return what was looked for."""
        chinese, _, english = self.kind.partition(" ")
        return Bilingual(f"未找到：{chinese} {self.key}", f"Not found: {english} {self.key}")


@dataclass
class AlreadyDone(ReliefError):
    """Somebody else was first: one wins, the other is told who and when.

    Fields:
        deed: what was done, in both languages.
        by: the winner's account, or his name; the web shows the name.
        at: Beijing time of the winner's deed, as shown on the screen.
    """

    deed: Bilingual
    by: str = ""
    at: str = ""

    def wording(self) -> Bilingual:
        """Return who was first, and when."""
        who = f"{self.by} {self.at}".strip()
        if not who:
            return Bilingual(
                f"{self.deed.zh}已有人先完成，您的操作未重复执行",
                f"{self.deed.en} was already done by somebody else; yours was not repeated",
            )
        return Bilingual(
            f"{self.deed.zh}已由 {who} 完成，您的操作未重复执行",
            f"{self.deed.en} was already done by {who}; yours was not repeated",
        )


@dataclass
class RefusedRows(ReliefError):
    """Several things are wrong at once, each with its place.

    Fields:
        reasons: one entry a fault, in the order of the input.
    """

    reasons: list[Refused] = field(default_factory=list)

    def wording(self) -> Bilingual:
        """Return how many faults there are."""
        count = len(self.reasons)
        return Bilingual(f"有 {count} 处需要更正", f"{count} places need correcting")
