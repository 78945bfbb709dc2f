"""The notebook runs as it stands, in few lines, and shows what the recommender answers."""

import base64
import io
import warnings
from pathlib import Path

import nbformat
import pytest

from exchange.matching import PeerRecommender, read_profiles

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs" / "notebooks" / "peers.ipynb"


@pytest.fixture(scope="module")
def executed():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of the notebook client, not of the notebook
        from nbclient import NotebookClient  # noqa: PLC0415

        notebook = nbformat.read(NOTEBOOK, as_version=4)
        resources = {"metadata": {"path": str(NOTEBOOK.parent)}}
        return NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()


def outputs(notebook):
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def test_the_repository_has_it_valid_short_and_without_outputs():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    assert sum(bool(line.strip()) for cell in code for line in cell.source.splitlines()) <= 20


def test_it_names_the_peers_of_the_recommender_and_nothing_goes_wrong(executed):
    assert not [
        each for each in outputs(executed) if each.output_type == "error" or each.get("name") == "stderr"
    ]
    text = "".join(each.text for each in outputs(executed) if each.output_type == "stream")
    peers = PeerRecommender().fit(read_profiles(ROOT / "seed_data")).recommend("RGT", limit=10)
    assert [line.split()[2] for line in text.splitlines()] == [peer.ods_code for peer in peers]


def test_it_draws_two_pictures_that_are_not_blank(executed):
    from matplotlib import image  # noqa: PLC0415  (only this test needs it)

    pictures = [each.data["image/png"] for each in outputs(executed) if "image/png" in each.get("data", {})]
    assert len(pictures) == 2
    for picture in pictures:
        pixels = image.imread(io.BytesIO(base64.b64decode(picture)))
        assert min(pixels.shape[:2]) > 300
        assert pixels[..., :3].std() > 0.02
