import pytest

from handlers.scenarios import package_files, run_scenarios
from tests.sop.decisions import BPMN


@pytest.fixture(scope="session")
def scenario_report(sop_engines):
    """All scenarios, run once on the real engine."""
    return run_scenarios(BPMN.glob("*/scenarios/*.yaml"), sop_engines, package_files(BPMN))
