"""The agency at work under a simulated clock (README): `simulate(engine, clock, behaviours, people, days, seed)`."""

from handlers.simulation.model import Behaviour, BehaviourFault, read_behaviours
from handlers.simulation.run import Course, People, simulate

__all__ = ["Behaviour", "BehaviourFault", "Course", "People", "read_behaviours", "simulate"]
