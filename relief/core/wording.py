"""A sentence in the desk's two languages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One sentence, Chinese first and English beside it; both are complete."""

    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """Return `{"zh": …, "en": …}`, the shape the command line prints."""
        return {"zh": self.zh, "en": self.en}

    def in_language(self, language: str) -> str:
        """Return the sentence in `language`: English for `en…`, Chinese for everything else."""
        return self.en if language.startswith("en") else self.zh
