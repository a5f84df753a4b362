"""The search as a student meets it: ways, trials, questions, keyboard, deck, phone."""

import re

import nbformat
import numpy as np
import pytest

from nnlib import decks
from nnlib.explore import search
from tests import searches

RNG = np.random.default_rng(3)
RATES = [float(f"{rate:.2g}") for rate in np.geomspace(0.003, 3, 12)]
NODES = [4, 8, 16, 32, 64, 128, 256, 512]
SETTINGS = {"learning rate": RATES, "nodes": NODES}
X, Y, _, EPOCH = np.meshgrid(*map(np.arange, (12, 8, 3, 8)), indexing="ij")
SCORES = np.clip(
    0.72
    - 0.02 * (X - 5.5) ** 2
    + 0.008 * Y
    - 0.3 * np.exp(-(EPOCH + 1) / 3)
    + RNG.normal(0, 0.015, (12, 8, 3, 1))
    + RNG.normal(0, 0.008, (12, 8, 3, 8)),
    0.1,
    1,
)
TEST = SCORES[..., -1] - RNG.normal(0.01, 0.01, (12, 8, 3))
LONG = {
    "rate of training": np.cumsum(RNG.random(24)),
    "depth of network": np.cumsum(RNG.random(24)) / 10,
}
FINE = 0.7 + 1e-4 * RNG.random((24, 24, 2))
ALL = {
    "usual": (SCORES, {"settings": SETTINGS, "test": TEST}),
    "losses": (
        1 - SCORES,
        {"settings": SETTINGS, "best": "min", "score": "validation loss"},
    ),
    "long": (
        0.7 + 1e-4 * RNG.random((24, 24, 2, 5)),
        {"settings": LONG, "score": "mean absolute validation error", "test": FINE},
    ),
    "small": (
        np.ones((3, 3, 2, 2)),
        {"settings": {"a": [1, 2, 3], "b": [-1, 0, 1]}, "grid": (2, 2)},
    ),
    "wide": (
        1e4 * RNG.random((5, 4, 30, 10)),
        {"settings": {"rate": [0.1, 1, 2, 3, 1e5], "depth": [1, 2, 3, 4]}},
    ),
}


def EXPLORABLE(which="usual", **options):
    scores, known = ALL[which]
    return search(scores, **known | options)


STORED = searches.stored(EXPLORABLE().data)
PLACES = EXPLORABLE().data["places"]


def trials_of(way, draw=1):
    return searches.search(STORED, way, draw)


def slider(page):
    return page.get_by_role("slider", name="Trial")


def button(page, name):
    return page.get_by_role("button", name=name)


def choose(page, way):
    page.get_by_role("radio", name=way).check(force=True)


def told(page):
    return page.locator("p").all_inner_texts()


def play_out(page, *ways):
    for way in ways:
        choose(page, way)
        slider(page).press("End")


def shares(page, kind, budget=128):
    """Where a path's points are: epochs spent, and shares from below."""
    path = page.locator(f".lines path.{kind}").get_attribute("d")
    points = np.array(re.findall(r"(\d+) (\d+)", path), float).reshape(-1, 2)
    return np.stack([points[:, 0] / 10_000 * budget, 1 - points[:, 1] / 3000], axis=1)


def heights(page, values):
    """Where scores of the near part belong, by the numbers along their axis."""
    ticks = page.locator(".lines .tick.y").evaluate_all(
        "all => all.map(e => [Number(e.textContent), parseFloat(e.style.bottom) / 100])"
    )
    (a, low), (b, high) = sorted(ticks)[-2:]
    return low + (np.asarray(values) - a) / (b - a) * (high - low)


def check_drawn(page, trials):
    """Whether these trials, and no others, are on the plane."""
    drawn = page.locator(".plane .trial").evaluate_all(
        """all => all.map(e => ({ x: parseFloat(e.style.left) / 100,
            y: parseFloat(e.style.bottom) / 100, size: parseFloat(e.style.width),
            early: e.matches(".early"), tone: e.style.background.match(/\\d+/g)
                .reduce((sum, part) => sum + Number(part), 0) }))"""
    )
    assert len(drawn) == len(trials)
    for mark, trial in zip(drawn, trials, strict=True):
        assert mark["x"] == pytest.approx(PLACES[0][trial.x], abs=1e-4)
        assert mark["y"] == pytest.approx(PLACES[1][trial.y], abs=1e-4)
        assert mark["early"] == (not trial.whole)
    by_score = np.argsort([trial.score for trial in trials], kind="stable")
    sizes = np.array([mark["size"] for mark in drawn])[by_score]
    tones = np.array([mark["tone"] for mark in drawn])[by_score]
    assert (np.diff(sizes) >= 0).all()
    assert (np.diff(tones) <= 0).all()
    for axis, places in zip("xy", PLACES, strict=True):
        tried = {getattr(trial, axis) for trial in trials}
        marks = page.locator(f".plane .strip.{axis} .mark").evaluate_all(
            "all => all.flatMap((e, i) => e.matches('.tried') ? [i] : [])"
        )
        assert set(marks) == tried
        count = page.locator(f".count.{axis}").inner_text()
        assert count == f"{len(tried)} of {len(places)}"
    ring = page.locator(".plane .ring")
    if not trials or trials[-1].best < 0:
        assert ring.is_hidden()
        return
    best = trials[trials[-1].best]
    assert ring.evaluate("e => parseFloat(e.style.left)") == pytest.approx(
        100 * PLACES[0][best.x], abs=0.01
    )
    assert ring.evaluate("e => parseFloat(e.style.bottom)") == pytest.approx(
        100 * PLACES[1][best.y], abs=0.01
    )


def check_line(page, way, trials):
    """Whether the line is at the best so far at each trial's end."""
    points = shares(page, way)
    best = [trials[trial.best].score for trial in trials]
    at_ends = []
    for trial in trials:
        after = points[np.abs(points[:, 0] - trial.spent) < 0.01]
        at_ends.append(after[-1, 1])
    near = np.array(best) > float(
        sorted(page.locator(".lines .tick.y").all_inner_texts(), key=float)[1]
    )
    np.testing.assert_allclose(
        np.array(at_ends)[near], heights(page, best)[near], atol=1e-3
    )
    assert near.any()


def test_before_play_nothing_is_there(show):
    page = show()
    check_drawn(page, [])
    paths = "all => all.map(e => e.getAttribute('d'))"
    assert page.locator(".way, .worthy").evaluate_all(paths) == 4 * [""]
    assert page.locator(".cell, .label").count() == 0
    assert page.locator(".questions").is_hidden()
    assert page.locator(".spent").inner_text() == "0 trials, 0 of 128 epochs"
    assert told(page) == [
        "Grid: 4 × 4 values, evenly spaced, shifted by chance.",
        "Drawn from the stored values, 12 × 8, all equally likely; a trial trains 1 of "
        "3 seeds.",
    ]


def test_where_good_values_lie_is_not_told_before_play(open_page, tmp_path):
    """The same trainings at other places give the same page, but for how many fit."""
    inner = "e => e.innerHTML.replace(/max=.\\d+|0 of \\d+ trials/g, '')"
    other = RNG.permutation(SCORES.reshape(96, 3, 8)).reshape(SCORES.shape)
    seen = []
    for scores in (SCORES, other):
        explorable = search(scores, settings=SETTINGS)
        page = open_page(explorable.save(tmp_path / "search.html"))
        for way in searches.WAYS:
            choose(page, way)
            seen.append(page.locator(".explorable").evaluate(inner))
        slider(page).press("End")
        seen.append(page.locator(".explorable").evaluate(inner))
    assert seen[:3] == seen[4:7]
    assert seen[3] != seen[7]


@pytest.mark.parametrize("way", searches.WAYS)
def test_trials_fall_one_by_one(show, way):
    page = show()
    choose(page, way)
    trials = trials_of(way)
    for number in range(1, 8):
        button(page, "Step").click()
        check_drawn(page, trials[:number])
        spent = f"{number} trial{'s' * (number > 1)}, {trials[number - 1].spent} of 128"
        assert page.locator(".spent").inner_text() == f"{spent} epochs"
        newest, best = trials[number - 1], trials[trials[number - 1].best]
        assert told(page)[0] == (
            f"Trial {number}: learning rate {RATES[newest.x]:g}, nodes "
            f"{NODES[newest.y]}, seed {newest.seed + 1}: {newest.score:.3f} after "
            f"{newest.epochs} of 8 epochs."
        )
        assert told(page)[1] == (
            f"Best so far: {best.score:.3f} at learning rate {RATES[best.x]:g}, nodes "
            f"{NODES[best.y]}."
        )
    slider(page).press("End")
    check_drawn(page, trials)
    check_line(page, way, trials)
    assert button(page, "Step").get_attribute("aria-disabled") == "true"
    assert slider(page).get_attribute("aria-valuetext") == (
        f"{len(trials)} of {len(trials)} trials"
    )
    slider(page).fill("3")
    check_drawn(page, trials[:3])
    button(page, "Start over").click()
    check_drawn(page, [])
    assert button(page, "Start over").get_attribute("aria-disabled") == "true"


def test_lines_of_other_ways_stay_gray_and_named(show):
    page = show()
    looks = "all => all.map(e => [e.textContent, e.matches('.other')])"
    play_out(page, "grid")
    assert page.locator(".label").evaluate_all(looks) == [["grid", False]]
    choose(page, "random")
    assert page.locator(".label").evaluate_all(looks) == [["grid", True]]
    check_line(page, "grid", trials_of("grid"))
    slider(page).fill("4")
    choose(page, "pruned")
    slider(page).press("End")
    assert page.locator(".label").evaluate_all(looks) == [
        ["grid", True],
        ["random", True],
        ["pruned", False],
    ]
    grays = "all => all.map(e => e.matches('.other'))"
    assert page.locator(".way").evaluate_all(grays) == [True, True, False]
    check_line(page, "random", trials_of("random")[:4])
    check_line(page, "pruned", trials_of("pruned"))
    choose(page, "random")  # who comes back finds what there was
    check_drawn(page, trials_of("random")[:4])


def test_the_winners_worth_is_told_after_a_search(show):
    page = show()
    slider(page).fill("15")
    assert page.locator(".questions").is_hidden()
    slider(page).fill("16")
    for way in ("random", "pruned"):
        choose(page, way)
        assert button(page, "The winner's worth").is_disabled()
        slider(page).press("End")
        button(page, "The winner's worth").click()
        trials = trials_of(way)
        winner = trials[trials[-1].best]
        seeds = STORED[winner.x, winner.y, :, -1]
        data = EXPLORABLE().data
        new = searches.stored(data, "test")[winner.x, winner.y, winner.seed]
        assert told(page) == [
            f"The winner: learning rate {RATES[winner.x]:g}, nodes {NODES[winner.y]}, "
            f"seed {winner.seed + 1}.",
            f"As seen: {winner.score:.3f}. Mean of all 3 seeds there: "
            f"{seeds.mean():.3f}. On new data: {new:.3f}.",
        ]
        marks = {
            look: page.locator(f".gutter .{look}").evaluate_all(
                "all => all.map(e => parseFloat(e.style.bottom) / 100)"
            )
            for look in ("seen", "mean", "test", "seed")
        }
        for look, values in (
            ("seen", [winner.score]),
            ("mean", [seeds.mean()]),
            ("test", [new]),
            ("seed", seeds),
        ):
            np.testing.assert_allclose(marks[look], heights(page, values), atol=1e-3)
        worth = [
            STORED[trials[t.best].x, trials[t.best].y, :, -1].mean() for t in trials
        ]
        line = shares(page, "worthy")
        assert line[-1, 1] == pytest.approx(heights(page, worth[-1]), abs=1e-3)
        assert len(line) == 2 * len(trials) - 1
        assert set(page.locator(".label").all_inner_texts()) == {
            "as seen",
            "mean of 3",
            "new",
        }
        slider(page).press("ArrowLeft")
        assert page.locator(".gutter i").count() == 0
        assert button(page, "The winner's worth").is_disabled()


def test_without_a_test_none_is_told(show):
    page = show("losses")
    play_out(page, "random")
    button(page, "The winner's worth").click()
    assert "new data" not in "".join(told(page))
    assert page.locator(".gutter .test").count() == 0
    assert page.locator(".label").all_inner_texts() == ["as seen", "mean of 3"]


def test_of_losses_the_lowest_wins(show):
    page = show("losses")
    losses = searches.stored(EXPLORABLE("losses").data)
    falls = []
    for way in searches.WAYS:
        play_out(page, way)
        trials = searches.search(losses, way, 1, best="min")
        whole = [trial.score for trial in trials if trial.whole]
        assert told(page)[1].startswith(f"Best so far: {min(whole):.3f} at")
        points = shares(page, way)
        falls.append(-np.diff(points[:, 1]))
        assert (falls[-1] >= 0).all()
    assert max(fall.max() for fall in falls) > 0


def test_the_map_is_behind_a_button(show):
    page = show()
    play_out(page, "grid")
    button(page, "The whole map").click()
    tones = page.locator(".cell").evaluate_all(
        "all => all.map(e => e.style.fill.match(/\\d+/g)"
        ".reduce((sum, part) => sum + Number(part), 0))"
    )
    means = STORED[..., -1].mean(axis=2).ravel()
    order = np.argsort(means, kind="stable")
    assert (np.diff(np.array(tones)[order]) <= 0).all()
    assert len(set(tones)) > 30
    frame = page.locator(".plane svg").bounding_box()
    cells = page.locator(".cell").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().toJSON())"
    )
    area = sum(cell["width"] * cell["height"] for cell in cells)
    assert area == pytest.approx(frame["width"] * frame["height"], rel=0.01)
    first, last = cells[0], cells[-1]
    assert first["x"] < last["x"]  # rates from left to right
    assert first["y"] > last["y"]  # nodes from below
    button(page, "The whole map").click()
    assert page.locator(".cell").count() == 0


def test_many_draws_tell_what_one_cannot(show):
    page = show()
    play_out(page, "pruned")
    button(page, "200 draws at once").click()
    winners = {}
    for way in searches.WAYS:
        draws = [trials_of(way, draw) for draw in range(1, 201)]
        winners[way] = [trials[trials[-1].best] for trials in draws]
    seen = {way: [w.score for w in found] for way, found in winners.items()}
    means = [np.mean(found) for found in seen.values()]
    ranges = [np.sort(found)[[10, 189]] for found in seen.values()]
    assert told(page) == [
        "Mean best of 200 draws, grid, random, pruned: "
        f"{', '.join(f'{mean:.3f}' for mean in means)}.",
        "Nine of ten draws: "
        f"{', '.join(f'{low:.3f} to {high:.3f}' for low, high in ranges)}.",
    ]
    for way, mean in zip(searches.WAYS, means, strict=True):
        line = shares(page, way)
        assert len(line) == 121
        assert line[0, 0] == pytest.approx(8, abs=0.01)
        assert line[-1, 1] == pytest.approx(heights(page, mean), abs=1e-3)
    bars = page.locator(".range").evaluate_all(
        "all => all.map(e => [e.style.bottom, e.style.height].map(parseFloat))"
    )
    for (bottom, high), (low, top) in zip(bars, ranges, strict=True):
        np.testing.assert_allclose(
            [bottom / 100, (bottom + high) / 100], heights(page, [low, top]), atol=1e-3
        )
    assert page.locator(".way.other").count() == 0
    button(page, "The winner's worth").click()
    worth = [
        np.mean([STORED[w.x, w.y, :, -1].mean() for w in found])
        for found in winners.values()
    ]
    assert told(page)[1].startswith(
        f"Mean of all seeds (bars): {', '.join(f'{mean:.3f}' for mean in worth)}. New"
    )
    assert page.locator(".gutter .mean, .gutter .test").count() == 6
    button(page, "200 draws at once").click()
    assert page.locator(".gutter i").count() == 0
    assert told(page)[0].startswith("Trial ")


def test_another_draw_is_another_one(show):
    page = show()
    play_out(page, "random")
    button(page, "200 draws at once").click()
    for draw in (2, 3):
        button(page, "Another draw").click()
        check_drawn(page, [])
        assert page.locator(".label").count() == 0
        for way in searches.WAYS:
            play_out(page, way)
            check_drawn(page, trials_of(way, draw))


def test_play_goes_through_all_trials_by_their_epochs(show):
    page = show(page={"alone": True})
    page.clock.install(time=0)
    page.clock.pause_at(1)
    choose(page, "pruned")
    button(page, "Play").click()
    page.clock.run_for(100)
    button(page, "Pause").wait_for()
    page.clock.run_for(3400)
    trials = trials_of("pruned")
    at = int(slider(page).input_value())
    assert trials[at - 1].spent == pytest.approx(64, abs=10)
    check_drawn(page, trials[:at])
    button(page, "Pause").click()
    page.clock.run_for(1000)
    assert slider(page).input_value() == str(at)
    button(page, "Play").click()
    page.clock.run_for(5000)
    button(page, "Play").wait_for()
    check_drawn(page, trials)
    button(page, "Play").click()  # from the start again
    page.clock.run_for(1000)
    assert 0 < int(slider(page).input_value()) < at
    choose(page, "grid")  # which ends it
    page.clock.run_for(1000)
    check_drawn(page, [])
    button(page, "Play").wait_for()


MEETING = """frame => {
    const box = e => e.getBoundingClientRect();
    const shown = e => !e.hidden && getComputedStyle(e).visibility === "visible" &&
        box(e).width > 0;
    const all = what => [...frame.querySelectorAll(what)].filter(shown);
    const meet = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5 &&
        a.top < b.bottom - 2.5 && b.top < a.bottom - 2.5;
    const labels = all(".label, .tick, .up, .across, .count, .far, .key span");
    const found = [];
    labels.forEach((label, i) => {
        for (const other of [...labels.slice(i + 1), ...all(".mark.tried")])
            if (!other.closest(".key") && meet(box(label), box(other)))
                found.push(`${label.textContent} / ${other.textContent}`);
    });
    return found;
}"""
FRAME = "new Promise((r) => requestAnimationFrame(() => setTimeout(r)))"


@pytest.mark.parametrize("which", ALL)
@pytest.mark.parametrize(("width", "least"), [(1280, 20), (900, 20), (360, 16)])
def test_nothing_is_clipped_or_overlaps(show, which, width, least, misplaced):
    page = show(which, page={"width": width, "height": 720})
    frame = page.locator(".explorable")

    def check():
        # Names find their places at the end of a frame, once their room is known.
        page.evaluate(FRAME)
        assert misplaced(page, least=least, ignored=".left-out") == []
        assert frame.evaluate(MEETING) == []
        if width == 1280:
            box = frame.bounding_box()
            assert (box["width"], box["height"]) == (1200, 540)

    check()
    for way in searches.WAYS:
        choose(page, way)
        check()
        slider(page).press("End")
        check()
    for name in ("The winner's worth", "The whole map", "200 draws at once"):
        button(page, name).click()
        check()
    button(page, "The winner's worth").click()
    check()


def test_nothing_moves_but_the_drawing(show, boxes):
    page = show()
    parts = page.locator(".controls > *, .plot, p, .questions > *")
    before = boxes(parts)
    for way in searches.WAYS:
        play_out(page, way)
        assert boxes(parts) == before
    for name in ("The winner's worth", "The whole map", "200 draws at once"):
        button(page, name).click()
        assert boxes(parts) == before
    assert page.locator(".explorable").bounding_box()["height"] == 540


def test_keys_that_a_control_uses_do_not_turn_the_page(open_listening):
    page = open_listening(EXPLORABLE())
    page.get_by_role("radio", name="grid").focus()
    page.keyboard.press("ArrowRight")
    assert page.get_by_role("radio", name="random").is_checked()
    slider(page).focus()
    for key in ("ArrowRight", "ArrowUp", "Home", "ArrowRight", "ArrowRight", "f"):
        page.keyboard.press(key)
    check_drawn(page, trials_of("random")[:2])
    button(page, "Step").press("Space")
    button(page, "Step").press("Enter")
    check_drawn(page, trials_of("random")[:4])
    slider(page).press("End")
    button(page, "Step").focus()
    for key in ("Space", "Enter", "Space"):  # there is none left
        page.keyboard.press(key)
    check_drawn(page, trials_of("random"))
    button(page, "Start over").press("Space")
    page.keyboard.press("Space")
    check_drawn(page, [])
    assert page.evaluate("heard") == []
    page.keyboard.press("PageDown")
    assert page.evaluate("heard") == ["PageDown"]


def test_a_finger_chooses_and_presses(show):
    page = show(page={"has_touch": True, "width": 390, "height": 844})
    page.get_by_role("radio", name="pruned").tap()
    button(page, "Step").tap()
    check_drawn(page, trials_of("pruned")[:1])
    box = slider(page).bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    check_drawn(page, trials_of("pruned"))
    button(page, "The winner's worth").tap()
    assert page.locator(".gutter .seed").count() == 3


def test_in_a_deck_it_is_alive_and_the_talk_stays(open_page, tmp_path):
    output = nbformat.v4.new_output("display_data", EXPLORABLE()._repr_mimebundle_())
    cells = [
        nbformat.v4.new_markdown_cell("## Which search finds more?"),
        nbformat.v4.new_code_cell("search", outputs=[output], execution_count=1),
        nbformat.v4.new_markdown_cell("## Afterwards"),
    ]
    for cell, kind in zip(cells, ("slide", "-", "slide"), strict=True):
        cell.metadata = {"slideshow": {"slide_type": kind}, "tags": ["hide-input"]}
    notebook = tmp_path / "search.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), notebook)
    page = open_page(decks.write(notebook, tmp_path / "search.html"))
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.get_by_role("heading", name="Which search finds more?").wait_for()
    here = page.evaluate("Reveal.getIndices()")
    slide = page.locator(".present")
    choose(slide, "random")
    slider(slide).press("ArrowRight")
    slider(slide).press("ArrowRight")
    check_drawn(slide, trials_of("random")[:2])
    slider(slide).press("End")
    button(slide, "200 draws at once").press("Enter")
    slide.get_by_text("Mean best of 200 draws").wait_for()
    assert page.evaluate("Reveal.getIndices()") == here
    box = slide.locator(".explorable").bounding_box()
    assert box["y"] + box["height"] <= 720


def test_a_slide_hidden_at_load_is_whole_when_shown(open_page, misplaced):
    page = open_page(
        '<!doctype html><div id="slide" style="display:none">'
        f"{EXPLORABLE()._repr_mimebundle_()['text/html']}</div>"
    )
    page.evaluate(
        """() => {
            const root = document.querySelector("[data-nnlib]").shadowRoot;
            const slider = root.querySelector("input[type=range]");
            slider.value = 16;
            slider.dispatchEvent(new Event("input"));
        }"""
    )
    page.locator("#slide").evaluate("e => e.style.display = 'block'")
    page.evaluate(FRAME)
    check_drawn(page, trials_of("grid"))
    assert misplaced(page, least=20, ignored=".left-out") == []
    assert page.locator(".explorable").evaluate(MEETING) == []


def test_an_untrusted_viewer_sees_the_poster(show):
    page = show(page={"java_script_enabled": False})
    picture = page.get_by_role("img", name="A search for the best validation accuracy")
    assert picture.bounding_box()["width"] == 640
