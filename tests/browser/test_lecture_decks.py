"""The explorables of the lectures, driven on their slides with the network cut."""

from pathlib import Path

from nnlib import decks

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def go_to(page, title):
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.evaluate(
        """title => {
          const of = slide => slide.querySelector("h2")?.textContent ?? "";
          const slide = Reveal.getSlides().find(slide => of(slide).includes(title));
          const { h, v } = Reveal.getIndices(slide);
          Reveal.slide(h, v);
        }""",
        title,
    )


def indices(page):
    return page.evaluate("Reveal.getIndices()")


def test_the_builder_gives_the_keys_back_to_the_talk(open_page, tmp_path):
    deck = decks.write(NOTEBOOKS / "01_networks.ipynb", tmp_path / "deck.html")
    page = open_page(deck, width=1280, height=720)

    def drag():
        go_to(page, "Build one")
        box = slider.bounding_box()
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + box["width"] / 2, middle)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"], middle - 90, steps=4)
        page.mouse.up()
        page.wait_for_timeout(50)

    def tick():
        go_to(page, "Build one")
        page.locator(".present").get_by_text("Biases", exact=True).click()
        page.wait_for_timeout(50)

    slider = page.get_by_role("slider", name="Nodes in hidden layer 1", exact=True)
    go_to(page, "Build one")
    here = indices(page)
    for use in (drag, tick):
        for key in ("PageDown", "Space", "ArrowRight", "n"):
            use()
            page.keyboard.press(key)
            assert indices(page) != here, (use, key)
    drag()
    assert slider.input_value() == "12"

    # With the keyboard the arrows are the slider's, and a clicker's keys the talk's.
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert slider.input_value() == "11"
    assert indices(page) == here
    page.keyboard.press("PageDown")
    assert indices(page) != here
    go_to(page, "Build one")
    assert slider.input_value() == "11"
    slider.focus()
    page.keyboard.press("Escape")
    assert not page.evaluate("Reveal.isOverview()")
    page.keyboard.press("Space")
    assert indices(page) != here


def test_the_builder_of_lecture_1_follows_its_slider(open_page, tmp_path):
    deck = decks.write(NOTEBOOKS / "01_networks.ipynb", tmp_path / "deck.html")
    page = open_page(deck, width=1280, height=720)
    go_to(page, "Build one")
    page.wait_for_timeout(1000)  # the slide's transition

    def told():
        return " ".join(page.locator("output").inner_text().split())

    assert "35 weights" in told()
    slider = page.get_by_role("slider", name="Nodes in hidden layer 1", exact=True)
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.37, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], middle, steps=8)
    page.mouse.up()
    assert slider.input_value() == "12"
    assert "84 weights" in told()  # 4 * 12 + 12 * 3
    assert "15 biases" in told()
    assert page.locator(".present").get_by_text("Dense(12,").is_visible()
    before = page.evaluate("Reveal.getIndices()")
    slider.press("ArrowLeft")
    assert slider.input_value() == "11"
    assert page.evaluate("Reveal.getIndices()") == before
