"""Every projection of the desk, for `rebuild`."""

from relief.aid.projections import PROJECTIONS as AID
from relief.alerts.projections import PROJECTIONS as ALERTS
from relief.allocation.projections import PROJECTIONS as ALLOCATION
from relief.damage.house_projections import PROJECTIONS as HOUSES
from relief.damage.projections import PROJECTIONS as DAMAGE
from relief.delivery.projections import PROJECTIONS as DELIVERY
from relief.geography.footprint_projections import PROJECTIONS as FOOTPRINTS
from relief.geography.place_projections import PROJECTIONS as PLACES
from relief.geography.population_projections import PROJECTIONS as PEOPLE
from relief.households.projections import PROJECTIONS as HOUSEHOLDS
from relief.offices.projections import PROJECTIONS as OFFICES
from relief.reconstruction.projections import PROJECTIONS as RECONSTRUCTION
from relief.response.projections import PROJECTIONS as RESPONSE
from relief.shelters.projections import PROJECTIONS as SHELTERS
from relief.supplies.projections import PROJECTIONS as SUPPLIES

PROJECTIONS = (
    *FOOTPRINTS,
    *PLACES,
    *PEOPLE,
    *OFFICES,
    *HOUSEHOLDS,
    *ALERTS,
    *DAMAGE,
    *HOUSES,
    *RESPONSE,
    *SHELTERS,
    *SUPPLIES,
    *ALLOCATION,
    *DELIVERY,
    *AID,
    *RECONSTRUCTION,
)
