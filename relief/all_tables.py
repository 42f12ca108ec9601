"""Every table module imported once, so that migrations and tests see the whole schema."""

from relief.alerts import tables as alerts
from relief.allocation import tables as allocation
from relief.damage import tables as damage
from relief.db import changes, job_log, tables
from relief.db.base import Base
from relief.delivery import tables as delivery
from relief.geography import tables as geography
from relief.incidents import tables as incidents
from relief.offices import tables as offices
from relief.response import tables as response
from relief.shelters import tables as shelters
from relief.situation import tables as situation
from relief.supplies import tables as supplies

METADATA = Base.metadata
ROOMS = (
    tables,
    changes,
    job_log,
    geography,
    offices,
    incidents,
    alerts,
    damage,
    response,
    shelters,
    supplies,
    allocation,
    delivery,
    situation,
)
