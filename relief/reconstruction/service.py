"""The door to the room's services."""

from relief.reconstruction.services.cases import change_mode, open_case, reassign
from relief.reconstruction.services.inspect import inspect
from relief.reconstruction.services.say_why import say_why
from relief.reconstruction.services.steps import step, step_all

__all__ = ["change_mode", "inspect", "open_case", "reassign", "say_why", "step", "step_all"]
