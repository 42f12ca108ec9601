"""At the stop `goods` the national account reads the published table; the split is generated."""

from jobs.work_advance_clock import run
from relief.bootstrap import Desk
from relief.db.projections import compare
from relief.delivery.projections import PROJECTIONS as ORDERS
from relief.delivery.queries import OrderFilter, orders
from relief.demo.goods import published, shipments
from relief.incidents.queries import find_incident
from relief.offices.queries import scope_of_account
from relief.supplies.projections import PROJECTIONS as BALANCES
from relief.supplies.queries import flows, stock
from tests.delivery.conftest import now


def _at_goods(demo: Desk) -> None:
    run(demo, "w1", {"target": "goods"}, lambda _done, _total: False)


def test_the_generated_orders_add_up_to_the_published_table() -> None:
    assert sum(sent for sent, _here in published().values()) == 128_830
    for item, (sent, _here) in published().items():
        assert sum(shipment.goods.get(item, 0) for shipment in shipments()) == sent
    assert len({shipment.depot for shipment in shipments()}) == 4


def test_the_nation_reads_the_published_table_and_a_county_its_share(demo: Desk) -> None:
    _at_goods(demo)
    with demo.database.read() as session:
        incident = find_incident(session, "jishishan-2023")
        nation = {flow.item: flow for flow in flows(session, incident.id)}
        for item, (sent, here) in published().items():
            assert nation[item].dispatched == sent
            assert nation[item].arrived == here
            assert nation[item].generated
        tents, stoves, suits = (nation[i] for i in ("tent_12", "stove", "padded_suit"))
        assert (tents.dispatched, tents.arrived, tents.on_road) == (7_100, 3_410, 3_690)
        assert (stoves.dispatched, stoves.arrived, stoves.on_road) == (7_000, 1_400, 5_600)
        assert (suits.unknown, suits.on_road) == (1_500, 0)
        at_towns: dict[str, dict[str, int]] = {}
        for row in stock(session, kinds=["township", "households"]):
            held = at_towns.setdefault(row.division, {})
            held[row.item] = held.get(row.item, 0) + row.units
        bare = [max(0, held["tent_12"] - held["stove"]) for held in at_towns.values()]
        assert sum(bare) >= 2_010
        county = flows(session, incident.id, scope_of_account(session, "jishishan").ranges())
        share = {flow.item: flow.dispatched for flow in county}["tent_12"]
        assert 0 < share < 7_100
        nation_scope = scope_of_account(session, "national")
        assert orders(session, nation_scope, incident.id, OrderFilter(), now()).total == 24
        assert compare(session, ORDERS[0]) == []
        assert compare(session, BALANCES[0]) == []


def test_the_first_night_has_stock_and_nothing_sent(demo: Desk) -> None:
    with demo.database.read() as session:
        assert {row.kind for row in stock(session)} == {"depot"}
        assert flows(session, find_incident(session, "jishishan-2023").id) == []
