// What runs by itself, and ends with its element.

/**
 * Act at every picture of the screen, with the seconds since the start, until `act` says
 * `false`, the element has left the page, or what comes back is called.
 *
 * @param {HTMLElement} el
 * @param {(seconds: number) => boolean | void} act
 * @returns {() => void}
 */
export function animate(el, act) {
  let [running, begin] = [true, NaN];
  const frame = (/** @type {number} */ now) => {
    if (!running || !el.isConnected) return;
    if (Number.isNaN(begin)) begin = now;
    if (act((now - begin) / 1000) !== false) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return () => {
    running = false;
  };
}

/**
 * What plays, one animation at a time, until it is paused: `act` may pause it, too.
 *
 * @param {HTMLElement} el
 */
export function makePlayback(el) {
  /** @type {(() => void) | null} */
  let end = null;
  const pause = () => {
    end?.();
    end = null;
  };
  /** @param {(seconds: number) => void} act */
  const start = (act) => {
    pause();
    end = animate(el, (seconds) => {
      act(seconds);
      return end !== null;
    });
  };
  return { start, pause, playing: () => end !== null };
}

/**
 * Act every so many milliseconds, until the element has left the page or what comes back
 * is called.
 *
 * @param {HTMLElement} el
 * @param {number} milliseconds
 * @param {() => void} act
 * @returns {() => void}
 */
export function every(el, milliseconds, act) {
  const interval = setInterval(() => {
    if (el.isConnected) act();
    else clearInterval(interval);
  }, milliseconds);
  return () => clearInterval(interval);
}
