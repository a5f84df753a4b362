"""The site in a browser: small and large, by keyboard, in the dark, to be dragged."""

import pytest

# Everything on a page that Tab should reach, and what has the focus, in any shadow.
REACHABLE = """() => {
    const found = [];
    const look = root => {
        for (const e of root.querySelectorAll("*")) {
            if (e.shadowRoot) look(e.shadowRoot);
            if (!e.matches("a[href], summary, button, select, input, [tabindex='0']"))
                continue;
            const radio = e.type === "radio" && !e.checked;
            if (e.checkVisibility({visibilityProperty: true}) && !e.disabled && !radio)
                found.push(e);
        }
    };
    look(document);
    window.missing = new Set(found);
    return found.length;
}"""
REACHED = """() => {
    let e = document.activeElement;
    while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
    missing.delete(e);
    return missing.size;
}"""
LEFT = "() => [...missing].map(e => e.outerHTML.slice(0, 120))"


def everything_open(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_no_page_is_wider_than_its_screen_or_has_anything_serious(
    open_page, pages, serious, scheme, width
):
    page = open_page(pages[0], width=width, height=844, color_scheme=scheme)
    assert len(pages) == 14
    for path in pages:
        page.goto(path.as_uri())
        everything_open(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert serious(page) == [], path


@pytest.mark.parametrize("width", [390, 1280])
def test_tab_reaches_everything(open_page, pages, width):
    page = open_page(pages[0], width=width, alone=True)
    for path in pages:
        page.goto(path.as_uri())
        for _ in range(page.evaluate(REACHABLE) + 60):
            page.keyboard.press("Tab")
            if page.evaluate(REACHED) == 0:
                break
        assert page.evaluate(LEFT) == [], path


def test_the_first_tab_leads_past_the_navigation(open_page, site):
    page = open_page(site / "index.html", alone=True)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(
    "name", ["lectures/01_networks.html", "explorables/01_networks-6.html"]
)
@pytest.mark.parametrize("width", [390, 1280])
def test_an_explorable_answers_to_a_drag(open_page, site, name, width):
    page = open_page(site / name, width=width)
    explorables = page.locator("[data-nnlib] .explorable")
    explorable = explorables.filter(has_text="parameters")
    slider = explorable.locator("input[type=range]").last
    slider.scroll_into_view_if_needed()
    before, box = explorable.inner_text(), slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.2 * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.9 * box["width"], y, steps=4)
    page.mouse.up()
    assert "parameters" in before
    assert explorable.inner_text() != before


def test_the_contents_stand_beside_the_text_or_are_folded(open_page, site):
    path = site / "lectures" / "01_networks.html"
    page = open_page(path)
    link = page.locator(".contents a", has_text="Four choices before training")
    link.click()
    heading = page.locator("h2", has_text="Four choices before training")
    assert 0 <= heading.bounding_box()["y"] < 100
    assert link.bounding_box()["x"] < heading.bounding_box()["x"]
    assert 0 <= link.bounding_box()["y"] < 720  # they stay in sight
    small = open_page(path, width=390, height=844)
    folded = small.locator(".contents a").first
    assert not folded.is_visible()
    small.locator(".contents summary").click()
    assert folded.is_visible()


def test_a_deck_of_the_site_shows_its_pictures_and_explorables(open_page, site):
    page = open_page(site / "decks" / "00_sample.html")
    page.wait_for_function("window.Reveal && Reveal.isReady()")
    page.evaluate("document.querySelectorAll('img').forEach(i => i.loading = 'eager')")
    page.wait_for_function(
        "[...document.images].every(i => i.complete && i.naturalWidth > 0)"
    )
    assert page.locator("[data-nnlib] .explorable").count() == 1


def test_what_was_drawn_on_white_stays_on_white(open_page, site):
    path = site / "lectures" / "00_sample.html"
    page = open_page(path, color_scheme="dark")
    ground = "e => getComputedStyle(e.closest('.panel')).backgroundColor"
    grounds = page.locator(".figure img, [data-nnlib]").evaluate_all(
        f"all => all.map({ground})"
    )
    assert len(grounds) == 4
    assert set(grounds) == {"rgb(255, 255, 255)"}
    body = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert body == "rgb(21, 24, 28)"
