import pytest

from tests.sop.stories import Stories


@pytest.fixture(scope="session")
def stories(sop_engines, tmp_path_factory, worker_id):
    folder = tmp_path_factory.getbasetemp()
    folder = (folder if worker_id == "master" else folder.parent) / "stories"
    folder.mkdir(exist_ok=True)
    return Stories(folder, sop_engines)


@pytest.fixture(scope="session")
def scenario_report(stories):
    return stories.report()


@pytest.fixture(scope="session")
def issued(stories, scenario_report):
    """Every document that the scenarios issued, opened."""
    assert scenario_report.stories
    return stories.documents()
