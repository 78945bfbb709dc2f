from exchange.organisations.schemas import Predecessor
from exchange.organisations.wording import became


def test_without_a_closing_day_none_is_told():
    former = Predecessor(ods_code="RNK", name="Old", closed_on=None)
    assert became(former, "New").text == "RNK, Old, became part of New."
