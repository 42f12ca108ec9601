"""At the stop `goods` the register is there, marked generated, and the needs follow from it."""

from jobs.work_advance_clock import run
from relief.allocation.need_queries import need_position
from relief.allocation.plan_order import read_wish
from relief.bootstrap import Desk
from relief.db.projections import compare
from relief.demo.food import brought
from relief.demo.shelters import townships
from relief.incidents.queries import find_incident
from relief.offices.queries import scope_of_account
from relief.shelters.projections import PROJECTIONS
from relief.shelters.queries import resettled, sites
from relief.supplies.queries import flows

WISH = read_wish("3", "cold", "demo-cold-2023")


def test_the_register_is_generated_and_the_nation_counts_the_tents_without_a_stove(
    demo: Desk,
) -> None:
    with demo.database.read() as session:
        assert resettled(session, find_incident(session, "jishishan-2023").id) == {}
    run(demo, "w1", {"target": "goods"}, lambda _done, _total: False)
    with demo.database.read() as session:
        incident = find_incident(session, "jishishan-2023")
        held = resettled(session, incident.id)
        assert set(held) == set(townships())
        assert all(row.generated for row in held.values())
        assert sum(row.people for row in held.values()) == 18_500
        nation = scope_of_account(session, "national")
        assert len(sites(session, incident.id, nation.ranges())) == 12
        position = need_position(session, nation, incident, WISH)
        assert position.tonight.bare_tents >= 2_010
        tents = next(total for total in position.totals if total.item == "tent_12")
        assert (tents.at_hand, tents.under_way) == (3_410, 3_690)
        assert tents.short > 0
        for code, short in ((row.code, row.of("water")) for row in position.townships):
            told = code in brought()
            assert (short.recorded, short.days is not None) == (told, code in townships())
            assert short.at_hand == (brought()[code]["water"] if told else 0)
        lasting = {row.of("food").days for row in position.townships if row.code in brought()}
        assert len(brought()) == 10
        assert min(lasting) > 0
        assert "water" not in {flow.item for flow in flows(session, incident.id)}
        county = need_position(session, scope_of_account(session, "jishishan"), incident, WISH)
        assert 0 < county.tonight.bare_tents < position.tonight.bare_tents
        assert compare(session, PROJECTIONS[0]) == []
