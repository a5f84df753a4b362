"""The explorables of the lectures, driven on their slides with the network cut."""

import pytest


@pytest.fixture
def slide_of(open_page, deck_of):
    """Open a slide of a lecture, and return the page and the explorable on it."""

    def slide_of(lecture, title):
        page = open_page(deck_of(lecture), width=1280, height=720)
        go_to(page, title)
        return page, page.locator(".present [data-nnlib]")

    return slide_of


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


def wait_for_the_keys(page):
    page.wait_for_function("document.activeElement === document.body")


def test_the_builder_gives_the_keys_back_to_the_talk(slide_of):
    page, _ = slide_of("01_networks", "Build one")

    def drag():
        go_to(page, "Build one")
        box = slider.bounding_box()
        middle = box["y"] + box["height"] / 2
        page.mouse.move(box["x"] + box["width"] / 2, middle)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"], middle - 90, steps=4)
        page.mouse.up()
        wait_for_the_keys(page)

    def tick():
        go_to(page, "Build one")
        biases = page.locator(".present").get_by_text("Biases", exact=True)
        if not biases.is_visible():
            page.locator(".present").get_by_role("button", name="Settings").click()
        biases.click()
        wait_for_the_keys(page)

    slider = page.get_by_role("slider", name="Nodes in hidden layer 1", exact=True)
    here = indices(page)
    for use in (drag, tick):
        for key in ("PageDown", "Space", "ArrowRight", "n"):
            use()
            page.keyboard.press(key)
            assert indices(page) != here, (use, key)
    drag()
    here = indices(page)  # its fragment is shown by now
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


def test_the_builder_of_lecture_1_follows_its_slider(slide_of):
    page, _ = slide_of("01_networks", "Build one")

    def told():
        return " ".join(page.locator("output").inner_text().split())

    assert "78 weights" in told()
    slider = page.get_by_role("slider", name="Nodes in hidden layer 1", exact=True)
    box = slider.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.46, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"], middle, steps=8)
    page.mouse.up()
    assert slider.input_value() == "12"
    assert "138 weights" in told()  # 4 * 12 + 12 * 6 + 6 * 3
    assert "21 biases" in told()
    assert page.locator(".present").get_by_text("Dense(12,").is_visible()
    before = page.evaluate("Reveal.getIndices()")
    slider.press("ArrowLeft")
    assert slider.input_value() == "11"
    assert page.evaluate("Reveal.getIndices()") == before


def told(explorable):
    return explorable.locator(".explorable").inner_text()


def test_the_slopes_of_lecture_2_are_dragged_and_the_talk_stays(slide_of):
    page, slope = slide_of("02_backpropagation", "Change one weight")
    here, weight = indices(page), slope.get_by_role("slider", name="Weight")
    assert "downhill" not in told(slope)
    slope.get_by_role("button", name="Slope").click()
    assert "downhill is to the left" in told(slope)
    slope.get_by_role("button", name="Whole curve").click()
    for _ in range(30):
        weight.press("ArrowLeft")
    assert "downhill is to the right" in told(slope)
    assert indices(page) == here
    page, slope = slide_of("02_backpropagation", "Two forward passes")
    rows = slope.locator(".row b")
    slope.get_by_role("slider", name="h", exact=True).press("Home")
    slope.get_by_role("button", name="Slope").click()
    assert rows.nth(4).inner_text() == rows.nth(5).inner_text() == "0.0485"


def test_a_clicker_walks_the_stepper_of_lecture_2(slide_of):
    page, stepper = slide_of("02_backpropagation", "Step through it")
    step = stepper.get_by_role("slider", name="Step", exact=True)

    def title():
        return page.locator(".present h2").inner_text()

    here = title()
    for number in range(1, 12):
        page.keyboard.press("PageDown")
        assert (step.input_value(), title()) == (str(number), here)
        assert indices(page)["f"] == number - 1
    page.keyboard.press("PageUp")
    assert step.input_value() == "10"
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert title() != here
    page.keyboard.press("PageUp")  # back to its last step
    assert (step.input_value(), title()) == ("11", here)
    page.evaluate("Reveal.slide(Reveal.getIndices().h, Reveal.getIndices().v, -1)")
    assert step.input_value() == "0"

    # The address of a step leads there.
    page.evaluate("Reveal.slide(Reveal.getIndices().h, Reveal.getIndices().v, 4)")
    page.wait_for_function("location.hash.split('/').at(-1) === '4'")
    page.reload()
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    step = page.locator(".present [data-nnlib]").get_by_role("slider", name="Step")
    assert step.input_value() == "5"


def test_the_deltas_of_lecture_2_wait_for_the_button_and_step(slide_of):
    page, explored = slide_of("02_backpropagation", "Sure and wrong")
    here, numbers = indices(page), explored.locator(".row.right b")
    assert numbers.nth(2).inner_text() == ""
    explored.get_by_role("button", name="Deltas").click()
    assert numbers.nth(2).inner_text() == "−0.993"
    for _ in range(5):
        explored.get_by_role("button", name="Step").click()
    assert numbers.nth(1).inner_text() == "0.833"
    explored.get_by_role("slider", name="Logit of class 1").press("ArrowRight")
    assert indices(page) == here


def test_the_lines_of_lecture_2s_backward_light_up_in_turn(slide_of):
    page, _ = slide_of("02_backpropagation", "Backward: the two products")
    lit = page.locator(".present .lit.current-fragment")
    line = page.locator(".present .lit").first
    seen = []
    for _ in range(3):
        page.keyboard.press("PageDown")
        assert line.is_visible()
        seen.append([text[-1] for text in lit.all_inner_texts()])
    assert [len(each) for each in seen] == [1, 1, 2]
    assert seen[1:] == [["2"], ["3", "3"]]


def test_the_updates_of_lecture_2_are_alive(slide_of):
    page, updates = slide_of("02_backpropagation", "A hundred updates")
    slider = updates.get_by_role("slider", name="Update", exact=True)
    here, before = indices(page), told(updates)
    slider.fill("60")
    assert "update 60 of 100" in told(updates)
    assert told(updates) != before
    slider.press("ArrowRight")
    assert slider.input_value() == "61"
    assert indices(page) == here


def test_the_stepper_of_lecture_2_steps_and_the_talk_stays(slide_of):
    page, stepper = slide_of("02_backpropagation", "Step through it")
    here = indices(page)
    step = stepper.get_by_role("slider", name="Step", exact=True)
    stepper.get_by_role("button", name="Next", exact=True).click()
    assert step.input_value() == "1"
    step.focus()
    page.keyboard.press("ArrowRight")
    assert step.input_value() == "2"
    assert indices(page) == here | {"f": 1}  # the clicker's step goes along
    page.keyboard.press("End")
    before, after = stepper.locator(".losses b").all_inner_texts()
    stepper.get_by_role("button", name="Settings").click()
    stepper.get_by_role("button", name="Go on with the updated weights").click()
    step.fill("5")
    assert stepper.locator(".losses b").first.inner_text() == after != before


def test_the_gallery_and_the_signals_of_lecture_3_follow(slide_of):
    page, gallery = slide_of("03_activations", "Drag the sum")
    here = indices(page)
    gallery.get_by_role("spinbutton").fill("0")
    assert "0.25" in told(gallery)
    gallery.get_by_role("slider", name="Sum z").first.press("ArrowRight")
    assert indices(page) == here

    go_to(page, "Thirty linear layers")
    signals = page.locator(".present [data-nnlib]")
    depth = signals.get_by_role("slider", name="Number of layers")
    assert "vanish" not in told(signals)
    signals.get_by_role("combobox", name="Activation").select_option("relu")
    assert "vanish" in told(signals)
    signals.get_by_role("combobox", name="Weights").select_option("he")
    assert "vanish" not in told(signals)
    here = indices(page)
    depth.press("ArrowRight")
    assert depth.input_value() == "31"
    assert indices(page) == here


def test_what_a_lab_computes_is_dragged_there(slide_of):
    page, _ = slide_of("03_activations", "which border is the better")
    here = indices(page)
    table = page.locator(".present").get_by_text("100 known").locator("xpath=..")
    before = table.inner_text()
    assert "%" in before
    layers = page.locator(".present").get_by_role("slider", name="Hidden layers")
    layers.focus()
    page.keyboard.press("ArrowRight")
    assert table.inner_text() != before
    assert indices(page) == here


def test_the_races_of_lecture_4_hide_and_tell(slide_of):
    page, _ = slide_of("04_optimizers", "which walk comes to rest?")
    race = page.locator(".present:not(.stack) [data-nnlib]")  # several in a section
    here = indices(page)
    assert "0.00305" not in told(race)
    race.get_by_role("button", name="Play").click()
    race.get_by_text("0.00305").wait_for()
    assert indices(page) == here

    go_to(page, "where is the best place?")
    best = race.get_by_text("10 steps at rate 0.1 and momentum 0.5")
    assert not best.is_visible()
    race.get_by_role("button", name="Rates").click()
    best.wait_for()
