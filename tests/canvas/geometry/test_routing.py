from __future__ import annotations

import random

from hypothesis import given, strategies as st

from canvas.geometry.boxes import Box
from canvas.geometry.places import Places
from canvas.geometry.route import Point, Route
from canvas.geometry.routing import route_between


def routed(start: Point, end: Point, *cards: Box) -> Route:
    return route_between(start, end, lambda box: [card for card in cards if card.meets(box)])


def points(way: Route) -> list[Point]:
    return [way.at(curve, step / 20) for curve in range(way.curves) for step in range(21)]


def test_a_wire_with_nothing_in_its_way_is_one_curve() -> None:
    way = routed((0, 0), (0, 300))
    assert way.curves == 1
    assert {x for x, _ in points(way)} == {0}


def test_a_wire_goes_around_a_card() -> None:
    card = Box(-110, 100, 110, 150)
    way = routed((0, 0), (12, 250), card)
    assert not any(card.holds(x, y) for x, y in points(way))
    assert way.points[0] == (0, 0)
    assert way.points[-1] == (12, 250)


def test_a_wire_stays_in_its_own_column_where_that_is_free() -> None:
    way = routed((300, 0), (0, 300), Box(-110, 100, 110, 150), Box(50, 140, 150, 190))
    assert way.middle[0] == 300
    assert max(x for x, _ in points(way)) < 301


def test_a_wire_goes_between_two_cards_where_they_leave_a_lane() -> None:
    left, right = Box(-110, 200, 110, 250), Box(210, 200, 430, 250)
    way = routed((260, 150), (-12, 310), left, right)
    assert way.middle[0] == 160
    assert not any(card.holds(x, y) for card in (left, right) for x, y in points(way))


def test_a_longer_wire_stays_outside_of_a_shorter_one() -> None:
    cards = [Box(-110, 100 * row, 110, 100 * row + 50) for row in range(1, 6)]
    short = routed((0, 50), (12, 400), *cards[:3])
    long = routed((0, 50), (12, 600), *cards)
    assert long.middle[0] > short.middle[0]


def test_a_wire_to_a_target_above_goes_around_both() -> None:
    way = routed((110, 250), (110, 0))
    beside = [(x, y) for x, y in points(way) if 10 < y < 240]
    assert all(x > 220 for x, y in beside)


@given(
    st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
    st.tuples(st.floats(-500, 500), st.floats(-500, 500)),
    st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), max_size=8),
)
def test_every_route_begins_and_ends_at_its_ports_inside_its_bounds(
    start: Point, end: Point, corners: list[Point]
) -> None:
    way = routed(start, end, *(Box(x, y, x + 220, y + 50) for x, y in corners))
    assert way.points[0] == start
    assert way.points[-1] == end
    bounds = way.bounds.grown(1e-6)
    assert all(bounds.holds(x, y) for x, y in points(way))


BOXES = st.tuples(st.integers(-2000, 2000), st.integers(-2000, 2000)).map(
    lambda corner: Box(corner[0], corner[1], corner[0] + 220, corner[1] + 50)
)


@given(st.lists(st.tuples(st.integers(0, 9), BOXES), max_size=30), BOXES, st.floats(0, 3000))
def test_places_finds_what_a_search_of_all_finds(
    moves: list[tuple[int, Box]], asked: Box, margin: float
) -> None:
    places, known = Places(), {}
    for key, box in moves:
        places.put(str(key), box)
        known[str(key)] = box
    area = asked.grown(margin)
    assert places.near(area) == sorted(key for key, box in known.items() if box.meets(area))


def passes(way: Route, boxes: list[Box]) -> bool:
    """Tell whether a way passes through a box, looked at more closely than the routing itself does."""
    found = [way.at(curve, step / 300) for curve in range(way.curves) for step in range(301)]
    return any(box.holds(x, y) for x, y in found for box in boxes)


def scattered(seed: int) -> tuple[Places, random.Random]:
    """Cards anywhere, a step of the grid apart at least."""
    chance, places = random.Random(seed), Places()
    for number in range(chance.choice([3, 10, 25, 40])):
        x, y = chance.randrange(-80, 80) * 10, chance.randrange(-60, 60) * 10
        card = Box(x, y, x + 220, y + 50)
        if not places.near(card.grown(9.9)):
            places.put(str(number), card)
    return places, chance


@given(st.integers(0, 10**9))
def test_no_wire_passes_behind_a_card_wherever_cards_are(seed: int) -> None:
    places, chance = scattered(seed)
    for _ in range(8):
        pair = chance.sample(sorted(places.boxes), 2)
        source, target = (places.boxes[key] for key in pair)
        foreign = [box for key, box in places.boxes.items() if key not in pair]

        def obstacles(area: Box, foreign: list[Box] = foreign) -> list[Box]:
            return [box for box in foreign if box.meets(area)]

        start, end = (source.centre[0], source.bottom), (target.centre[0], target.top)
        way = route_between(start, end, obstacles, (source, target))
        assert way.points[0] == start
        assert way.points[-1] == end
        assert not passes(way, [box.grown(1) for box in foreign])
        assert not passes(way, [source.grown(-1), target.grown(-1)])


def test_a_wire_between_cards_of_one_rank_goes_around_what_stands_between_them() -> None:
    cards = [Box(x, 0, x + 220, 50) for x in (0, 260, 520)]
    between = [cards[1]]
    way = route_between((110, 50), (630, 0), lambda _: between, (cards[0], cards[2]))
    assert not way.crosses([card.grown(-1) for card in cards])


def test_the_label_stands_beside_the_cards_that_its_wire_passes() -> None:
    cards = [Box(-110, 100, 110, 150), Box(150, 100, 370, 150)]
    way = routed((130, 0), (130, 250), *cards)
    x, y = way.middle
    pill = Box(x - 40, y - 11, x + 40, y + 11)
    assert not any(pill.meets(card) for card in cards)


def test_where_there_is_no_room_for_a_label_there_is_none() -> None:
    walls = [Box(-230, 80, -8, 240), Box(8, 80, 230, 240)]
    way = routed((0, 0), (0, 300), *walls, Box(-230, -20, -8, 40), Box(8, 250, 230, 310))
    assert not way.bare
    tight = [Box(-230, -50, -8, 350), Box(8, -50, 230, 350)]
    assert routed((0, 0), (0, 300), *tight).bare
