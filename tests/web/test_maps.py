import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.plumbing.settings import Settings
from exchange.web.maps import PAPER, Mark, Place, draw
from exchange.web.rendering import environment_for

CAMBRIDGE = Place("Cambridge", 52.174, 0.140, "/organisations/RGT")
TRURO = Place("Truro", 50.266, -5.093)
UCLH = Place("UCLH", 51.525, -0.137)
GOSH = Place("Great Ormond Street", 51.522, -0.120)
BELFAST = Place("Belfast", 54.597, -5.930)

in_england = st.builds(
    Place,
    label=st.sampled_from("ABCDEFGH"),
    latitude=st.floats(50.1, 55.0),
    longitude=st.floats(-4.0, 1.5),
)


def draw_places(*places):
    return draw(places, title="A map", description="Of some places.")


def all_marks(picture):
    return picture.marks + (picture.inset.marks if picture.inset else ())


def represented(marks):
    return sum(int(mark.text.replace(",", "")) if mark.kind == "cluster" else 1 for mark in marks)


def touching(marks):
    return [
        (a, b) for a, b in combinations(marks, 2) if math.hypot(a.x - b.x, a.y - b.y) < a.radius + b.radius
    ]


def test_north_is_up_and_east_is_right():
    cambridge, truro = (draw_places(place).marks[0] for place in (CAMBRIDGE, TRURO))
    assert cambridge.y < truro.y and cambridge.x > truro.x


@settings(max_examples=60, deadline=None)
@given(st.lists(in_england, max_size=40))
def test_every_place_is_shown_once_and_no_mark_hides_another(places):
    picture = draw_places(*places)
    assert represented(all_marks(picture)) == len(places)
    assert touching(picture.marks) == []
    assert picture.inset is None or touching(picture.inset.marks) == []


@settings(max_examples=30, deadline=None)
@given(st.lists(in_england, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_places_does_not_matter(places, chance):
    shuffled = chance.sample(places, len(places))
    positions = [
        sorted((m.kind, m.x, m.y, m.text) for m in all_marks(draw_places(*p))) for p in (places, shuffled)
    ]
    assert positions[0] == positions[1]


def test_two_places_in_london_get_an_enlargement_and_one_does_not():
    assert draw_places(UCLH, CAMBRIDGE).inset is None
    picture = draw_places(UCLH, GOSH, CAMBRIDGE)
    assert [mark.title for mark in picture.marks] == ["Cambridge"]
    assert represented(picture.inset.marks) == 2


def test_places_beyond_the_paper_are_counted_not_drawn():
    picture = draw_places(CAMBRIDGE, Place("Orkney", 59.0, -3.0))
    assert (len(picture.marks), picture.left_out) == (1, 1)


def test_places_that_would_overlap_become_one_mark_that_names_them():
    (mark,) = draw_places(*(Place(f"Clinic {n:02}", 52.0, -1.0) for n in range(12))).marks
    assert (mark.kind, mark.text) == ("cluster", "12")
    assert mark.title.startswith("12 organisations: Clinic 00; Clinic 01") and mark.title.endswith(
        "; and 4 more"
    )


def test_peers_at_one_address_keep_their_numbers_and_show_their_root():
    peers = [Place(f"Peer {n}", 52.0, -1.0, kind="peer", mark=str(n)) for n in range(1, 11)]
    picture = draw_places(*peers, Place("Us", 52.0, -1.0, kind="self"))
    assert sorted(int(m.text) for m in picture.marks if m.kind == "peer") == list(range(1, 11))
    assert touching(picture.marks) == []
    us = picture.marks[-1]
    assert us.kind == "self" and us.root is None
    assert all(mark.root for mark in picture.marks if mark.kind == "peer")


def test_marks_stay_on_the_paper():
    for mark in draw_places(
        *(Place("St Ives", 50.05, -5.7, kind="peer", mark=str(n)) for n in range(9))
    ).marks:
        assert mark.radius <= mark.x <= PAPER.width - mark.radius
        assert mark.radius <= mark.y <= PAPER.height - mark.radius


def test_forty_thousand_places_become_a_readable_map():
    places = [Place("Surgery", 50.5 + (n % 200) / 50, -3.5 + (n // 200) / 45) for n in range(40_000)]
    picture = draw_places(*places)
    assert represented(all_marks(picture)) == 40_000
    assert len(all_marks(picture)) < 150


def test_nothing_to_show_is_an_empty_map():
    picture = draw_places()
    assert (picture.marks, picture.inset, picture.key, picture.left_out) == ((), None, (), 0)


@pytest.fixture(scope="module")
def markup():
    environment = environment_for(Settings())
    peer = Place("A & B", 53.0, -1.0, "/organisations/RXX", kind="peer", mark="1")
    picture = draw([CAMBRIDGE, peer, UCLH, GOSH], title="Peers <here>", description="Ten of them.")
    return environment.from_string("{{ kit.england_map(picture, 'peers') }}").render(picture=picture)


def test_a_map_has_a_name_and_a_description_and_no_links(markup):
    assert 'role="img" aria-labelledby="peers-title peers-desc"' in markup
    assert '<title id="peers-title">Peers &lt;here&gt;</title>' in markup
    assert '<desc id="peers-desc">Ten of them.</desc>' in markup
    assert "<a " not in markup and "style=" not in markup


def test_a_mouse_can_follow_a_mark_and_read_its_name(markup):
    assert '<g data-href="/organisations/RXX"><title>1. A &amp; B</title>' in markup


def test_the_key_explains_only_what_is_drawn(markup):
    assert "A peer, with its place in the list" in markup
    assert "This organisation" not in markup


def test_a_mark_is_a_value():
    assert Mark("dot", 1, 2, 3, "here") == Mark("dot", 1, 2, 3, "here")
