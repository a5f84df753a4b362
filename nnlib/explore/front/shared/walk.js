// In a deck the clicker walks through the steps of an explorable.

/**
 * Act when a deck shows a step, with its number from 0.
 *
 * @param {HTMLElement} el
 * @param {(step: number) => void} act
 */
export function walk(el, act) {
  const root = el.getRootNode();
  const host = root instanceof ShadowRoot ? root.host : null;
  const listener = (/** @type {Event} */ event) =>
    act(/** @type {CustomEvent<number>} */ (event).detail);
  host?.addEventListener("nnlib:step", listener);
  return {
    /** Tell the deck at which step it stands. @param {number} step @param {number} steps */
    tell: (step, steps) =>
      host?.dispatchEvent(
        new CustomEvent("nnlib:stands", { bubbles: true, detail: { step, steps } }),
      ),
    end: () => host?.removeEventListener("nnlib:step", listener),
  };
}
