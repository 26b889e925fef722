"""Cutting listings out of a text: pages are joined, indentation comes back, a mend that finds nothing is an error."""

from __future__ import annotations

import pytest

from tests.templates.listings import LISTINGS, Indent, Listing, Mend

TEXT = """# One
```
def make(x):
    a = x
```
words between the pages
```python
b = 2
return a + b

model = make(1)
```
# Two
```
model = 3
```
"""
TWO_PAGES = Listing("one", "def make", parts=2, indents=(Indent(1, "model ="),))


def built(listing: Listing, slips: bool = False) -> object:
    space: dict[str, object] = {}
    exec(listing.code(TEXT, slips), space)
    return space["model"]


def test_a_listing_on_two_pages_gets_its_indentation_back() -> None:
    assert built(TWO_PAGES) == 3


def test_a_slip_can_be_left_in_and_other_mends_cannot() -> None:
    mends = Mend("b = 2", "b = 5", "it is printed so", slip=True), Mend("make(1)", "make(2)", "new")
    listing = Listing("one", "def make", parts=2, indents=TWO_PAGES.indents, mends=mends)
    assert (built(listing), built(listing, slips=True)) == (7, 4)
    assert [mend.why for mend in listing.slips] == ["it is printed so"]


def test_a_heading_chooses_among_listings_that_begin_alike() -> None:
    assert built(Listing("two", "model", heading="# Two")) == 3


@pytest.mark.parametrize(
    "listing",
    [
        Listing("none", "def other"),
        Listing("none", "def make", heading="# Three"),
        Listing("none", "def make", parts=2, mends=(Mend("c = 1", "", "nobody knows"),)),
    ],
)
def test_what_is_not_in_the_text_is_an_error(listing: Listing) -> None:
    with pytest.raises(ValueError, match=r"the (text|listing) has no"):
        listing.code(TEXT)


def test_every_mend_says_why() -> None:
    for listing in LISTINGS:
        for mend in (*listing.mends, *listing.indents):
            assert len(mend.why.split()) > 4, listing.template
