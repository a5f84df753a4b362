"""One figure, a function that draws it, and the controls that the function follows."""

import base64
import io
from collections.abc import Callable, Mapping, Sequence
from html import escape
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.descriptions import describe

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

_SOON = 0.2  # seconds that nobody waits for knowingly
_WAIT = "<b>Computing.</b> The picture is still the last one."
_SHARP = 2  # times as many pixels for the still picture, which need not be quick


class Lab:
    """A figure that follows its controls while a kernel runs; without one, a picture.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The only one: it is drawn again and again, and laid out once, so that nothing
        jumps. Shown as a part of the lab alone.
    draw : callable
        Called with the value of each control by its name, it changes the figure and
        may return a sentence, which is shown below and read to those who cannot see.
        What it shows is to depend on these values alone: every picture is kept.
    controls : mapping of str to (int, int) or sequence of str
        Names, and for each the least and the greatest value of a slider or the choices.
    start : mapping, optional
        Where controls begin; by default at the least value and the first choice.
    moving : sequence of matplotlib.artist.Artist, optional
        In the order in which they are drawn, all that `draw` changes: the rest is then
        drawn only once, which is quicker.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    widget : ipywidgets.Widget
        What a notebook shows; its children are the controls by name, the picture and
        the sentence.

    Raises
    ------
    ValueError
        If a control is neither a range nor choices, or cannot begin at its start.

    Examples
    --------
    >>> fig, ax = plt.subplots()
    >>> (line,) = ax.plot([0, 1], [0, 1])
    >>> def tilt(slope):
    ...     line.set_ydata([0, slope / 10])
    >>> lab = nnlib.labs.Lab(fig, tilt, {"slope": (0, 10)})
    >>> lab.set(slope=4)
    """

    def __init__(
        self,
        figure: "Figure",
        draw: Callable[..., str | None],
        controls: Mapping[str, tuple[int, int] | Sequence[str]],
        *,
        start: Mapping[str, int | str] | None = None,
        moving: Sequence["Artist"] | None = None,
    ):
        import ipywidgets as widgets
        import matplotlib.pyplot as plt
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        plt.close(figure)  # or the notebook shows it once more
        self.figure = figure
        self._draw = draw
        self._moving = moving
        for artist in moving or ():
            artist.set_animated(True)
        self._canvas = FigureCanvasAgg(figure)
        self._background = None
        self._drawn: dict | None = None  # the values that the figure shows
        self._kept: dict[tuple, tuple[bytes, str]] = {}
        self._seconds = 0.0  # that the last drawing took
        start = dict(start or {})
        self._controls = {
            name: _control(widgets, name, values, start.pop(name, None))
            for name, values in controls.items()
        }
        if start:
            raise ValueError(
                f"start: {', '.join(start)} came; the controls are "
                f"{', '.join(self._controls)}"
            )
        width, height = (round(pixels) for pixels in figure.bbox.size)
        self._size = {"width": width, "height": height}
        self._picture = widgets.Image(
            format="png",
            width=width,
            height=height,
            # The picture grows no wider than the page, and keeps its shape there.
            # Margins at its sides would make it wider than that.
            layout={"max_width": "100%", "object_fit": "contain", "margin": "2px 0"},
        )
        self._sentence = widgets.HTML(layout={"min_height": "2em"})
        self.widget = widgets.VBox(
            [
                widgets.HBox(
                    list(self._controls.values()), layout={"flex_flow": "row wrap"}
                ),
                self._picture,
                self._sentence,
            ]
        )
        self._show()
        for control in self._controls.values():
            control.observe(self._show, "value")

    @property
    def values(self) -> dict[str, int | str]:
        """The value of every control."""
        return {name: control.value for name, control in self._controls.items()}

    def choices(self) -> dict[str, list]:
        """Return all that each control can be set to."""
        return {
            name: list(control.options)
            if hasattr(control, "options")
            else list(range(control.min, control.max + 1))
            for name, control in self._controls.items()
        }

    def set(self, **values: int | str) -> None:
        """Set controls, as a hand does.

        Raises
        ------
        ValueError
            If there is no such control, or it does not go there; and whatever `draw`
            raises.
        """
        for name, value in self._checked(values).items():
            self._controls[name].value = value

    def frame(self, **values: int | str) -> bytes:
        """Return the picture for some values of the controls, a PNG.

        Those that are not given stay where they stand. A picture is drawn once.
        """
        return self._frame(self.values | self._checked(values))[0]

    def _checked(self, values: dict) -> dict:
        choices = self.choices()
        for name, value in values.items():
            known = choices.get(name, ())
            if value not in known:
                allowed = ", ".join(map(str, known or choices))
                raise ValueError(f"{name}: {value!r} came; give one of {allowed}")
        return values

    def _frame(self, values: dict) -> tuple[bytes, str]:
        key = tuple(values.values())
        if key not in self._kept:
            self._drawn = None  # if this fails, it shows neither these nor the last
            begin = perf_counter()
            sentence = self._draw(**values)
            self._drawn = values
            self._kept[key] = self._png(), sentence or ""
            self._seconds = perf_counter() - begin
        return self._kept[key]

    def _png(self) -> bytes:
        from PIL import Image

        canvas, file = self._canvas, io.BytesIO()
        if self._background is None or self._moving is None:
            canvas.draw()
            self.figure.set_layout_engine("none")  # laid out: from now on it stays
            self._background = canvas.copy_from_bbox(self.figure.bbox)
        if self._moving is not None:
            canvas.restore_region(self._background)
            for artist in self._moving:
                self.figure.draw_artist(artist)
        pixels = Image.fromarray(np.asarray(canvas.buffer_rgba()))
        pixels.convert("RGB").save(file, "PNG", compress_level=1)  # the quickest
        return file.getvalue()

    def _show(self, change: Any = None) -> None:
        if self._seconds > _SOON and tuple(self.values.values()) not in self._kept:
            self._sentence.value = _WAIT  # else an older picture passes for this one
        try:
            picture, sentence = self._frame(self.values)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            self._sentence.value = f"<b>This could not be drawn.</b> {escape(reason)}"
            raise
        self._picture.value = picture
        self._sentence.value = escape(sentence)

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        if self._drawn != self.values:
            self._draw(**self.values)
            self._drawn = self.values
        file = io.BytesIO()
        self.figure.savefig(file, format="png", dpi=_SHARP * self.figure.dpi)
        view = {
            "version_major": 2,
            "version_minor": 0,
            "model_id": self.widget.model_id,
        }
        bundle = {
            "application/vnd.jupyter.widget-view+json": view,
            "image/png": base64.b64encode(file.getvalue()).decode(),
            "text/plain": self._describe(),
        }
        return bundle, {"image/png": self._size}

    def _describe(self) -> str:
        parts = []
        for name, values in self.choices().items():
            now = self.values[name]
            if isinstance(now, str):
                parts.append(f"{name} ({', '.join(values)}; now {now})")
            else:
                parts.append(f"{name} ({values[0]} to {values[-1]}; now {now})")
        return f"Lab; controls: {', '.join(parts)}. {describe(self.figure)}"


def _control(widgets: Any, name: str, values: Any, start: Any) -> Any:
    """Return a slider for a range, buttons for choices."""
    style = {"description_width": "initial"}
    values = list(values) if isinstance(values, Sequence) else []
    if values and all(isinstance(value, str) for value in values):
        start = values[0] if start is None else start
        if start not in values:
            raise ValueError(f"{name}: {start!r} came; give one of {', '.join(values)}")
        return widgets.ToggleButtons(
            options=values,
            value=start,
            description=name,
            style=style | {"button_width": "6em"},
            layout={"width": "max-content", "margin": "2px 2em 2px 2px"},
        )
    whole = all(isinstance(value, int) for value in values)
    if len(values) != 2 or not whole or values[0] > values[1]:
        raise ValueError(
            f"{name}: neither the least and the greatest whole number nor names came; "
            "give (0, 10) or ['left', 'right']"
        )
    least, greatest = values
    start = least if start is None else start
    if not isinstance(start, int) or not least <= start <= greatest:
        raise ValueError(
            f"{name}: {start!r} came; give a whole number from {least} to {greatest}"
        )
    return widgets.IntSlider(
        value=start,
        min=least,
        max=greatest,
        description=name,
        style=style,
        layout={"width": "420px" if greatest - least > 10 else "240px"},
    )
