"""Every projection of the desk, for `rebuild`."""

from relief.alerts.projections import PROJECTIONS as ALERTS
from relief.allocation.projections import PROJECTIONS as ALLOCATION
from relief.damage.projections import PROJECTIONS as DAMAGE
from relief.delivery.projections import PROJECTIONS as DELIVERY
from relief.offices.projections import PROJECTIONS as OFFICES
from relief.response.projections import PROJECTIONS as RESPONSE
from relief.shelters.projections import PROJECTIONS as SHELTERS
from relief.supplies.projections import PROJECTIONS as SUPPLIES

PROJECTIONS = (*OFFICES, *ALERTS, *DAMAGE, *RESPONSE, *SHELTERS, *SUPPLIES, *ALLOCATION, *DELIVERY)
