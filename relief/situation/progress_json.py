"""A progress report as JSON values: counts are integers, rates decimal strings. Pure."""

from typing import Any

from relief.situation.progress import (
    MILESTONES,
    Counts,
    ModeRow,
    OverdueCase,
    ProgressReport,
    ProgressRow,
    Published,
)


def report_to_json(report: ProgressReport) -> dict[str, Any]:
    """Return the report as the command line prints it; unknown is null, never 0."""
    return {
        "incident": {"zh": report.incident, "en": report.incident_en},
        "office": {"zh": report.office, "en": report.office_en},
        "as_of": report.as_of.isoformat(),
        "known_at": report.known_at.isoformat(),
        "corrected": report.corrected,
        "replay": report.replay,
        "generated": report.demo,
        "by": report.by,
        "rows": [_row(row) for row in report.rows],
        "total": _counts(report.total),
        "modes": [_mode(mode) for mode in report.modes],
        "overdue": {"total": report.overdue_total, "cases": [_late(c) for c in report.overdue]},
        "curve": [
            {
                "on": point.on.isoformat(),
                "started": point.started,
                "completed": point.completed,
                "moved_in": point.moved_in,
            }
            for point in report.curve
        ],
        "published": [_published(total) for total in report.published],
    }


def _row(row: ProgressRow) -> dict[str, Any]:
    held = None if row.counts is None else _counts(row.counts)
    return {"division": row.code, "name": row.name, "counts": held}


def _mode(mode: ModeRow) -> dict[str, Any]:
    return {
        "mode": mode.mode,
        "name": mode.name.as_dict(),
        "deadlines": [
            {
                "place": due.place,
                "on": due.on.isoformat(),
                "source": due.source,
                "verified": due.verified,
            }
            for due in mode.dues
        ],
        "counts": _counts(mode.counts),
    }


def _counts(counts: Counts) -> dict[str, Any]:
    return {
        "need": counts.need,
        **{milestone: counts.reached(milestone) for milestone in MILESTONES},
        "too_early": counts.too_early,
        "overdue": counts.overdue,
        "unexplained": counts.unexplained,
        "explained": counts.explained,
        "rates": [
            {
                "milestone": rate.milestone,
                "part": rate.part,
                "whole": rate.whole,
                "of": rate.of,
                "percent": None if rate.percent is None else str(rate.percent),
            }
            for rate in (counts.rate(milestone) for milestone in MILESTONES)
        ],
    }


def _late(case: OverdueCase) -> dict[str, Any]:
    return {
        "case": case.number,
        "division": case.division,
        "place": case.place,
        "mode": case.mode,
        "stage": case.stage,
        "deadline": case.due_on.isoformat(),
        "days_over": case.days_over,
        "responsible": case.responsible or None,
    }


def _published(total: Published) -> dict[str, Any]:
    return {
        "division": total.division,
        "scope": {"zh": total.scope, "en": total.scope_en},
        "what": {"zh": total.what, "en": total.what_en},
        "households": total.value,
        "approximate": total.approximate,
        "as_of": total.as_of,
        "reading": total.reading,
        "source": total.source,
    }
