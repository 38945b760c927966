"""What each item does to a policy. Importing the package registers all operations by the names of the catalogue."""

from handlers.servicing.operations import cover, details, group, money, parties, standing  # noqa: F401 - they register
from handlers.servicing.operations.effect import OPERATIONS, Against, Effect, Scene, scene_of

__all__ = ["OPERATIONS", "Against", "Effect", "Scene", "scene_of"]
