"""Which level a plan makes due, rule by rule, with what is lacking and what is unknown.

Pure and exact: whole numbers, decimals and fractions only. An unknown figure never turns a rule false
that could be true.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from relief.damage.finding import Figure, Figures
from relief.response.plan import MU_PER_HA, SEVERITY, Guard, Plan, Rule, Step, Threshold, exact
from relief.response.situation import Measured, Situation, measure
