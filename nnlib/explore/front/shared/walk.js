// In a deck the clicker walks through the steps of an explorable.

/**
 * Act when a deck shows a step, with its number from 0; what comes back ends it.
 *
 * @param {HTMLElement} el
 * @param {(step: number) => void} act
 */
export function walk(el, act) {
  const root = el.getRootNode();
  if (!(root instanceof ShadowRoot)) return () => {};
  const { host } = root;
  const listener = (/** @type {Event} */ event) =>
    act(/** @type {CustomEvent<number>} */ (event).detail);
  host.addEventListener("nnlib:step", listener);
  return () => host.removeEventListener("nnlib:step", listener);
}
