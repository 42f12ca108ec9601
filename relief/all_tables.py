"""Every table module imported once, so that migrations and tests see the whole schema."""

from relief.aid import tables as aid
from relief.alerts import alert_tables
from relief.alerts import tables as alerts
from relief.allocation import tables as allocation
from relief.damage import house_import_tables as house_imports
from relief.damage import house_tables as houses
from relief.damage import tables as damage
from relief.db import changes, job_log, processes, tables
from relief.db.base import Base
from relief.delivery import tables as delivery
from relief.geography import footprint_tables as footprints
from relief.geography import history_tables as division_history
from relief.geography import place_tables, population_tables
from relief.geography import tables as geography
from relief.households import tables as households
from relief.incidents import tables as incidents
from relief.offices import roster_tables, token_tables
from relief.offices import tables as offices
from relief.reconstruction import tables as reconstruction
from relief.response import tables as response
from relief.shelters import tables as shelters
from relief.situation import tables as situation
from relief.supplies import tables as supplies

METADATA = Base.metadata
ROOMS = (
    tables,
    changes,
    job_log,
    processes,
    geography,
    footprints,
    division_history,
    place_tables,
    population_tables,
    offices,
    roster_tables,
    token_tables,
    households,
    incidents,
    alerts,
    alert_tables,
    damage,
    houses,
    house_imports,
    response,
    shelters,
    supplies,
    allocation,
    delivery,
    aid,
    reconstruction,
    situation,
)
