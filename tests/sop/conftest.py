import pytest

from handlers.registry import registry
from handlers.scenarios import package_files, run_scenarios, throwaway_engines
from tests.sop.decisions import BPMN


@pytest.fixture(scope="session")
def scenario_report():
    """All scenarios, run once on the real engine."""
    files = package_files(BPMN)
    with throwaway_engines(registry, files) as make:
        yield run_scenarios(BPMN.glob("*/scenarios/*.yaml"), make, files)
