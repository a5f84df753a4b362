// What a cell is called, and what is said of it.

/** @param {string} label @param {string} answer */
export const nameOf = (label, answer) => `label ${label}, answer ${answer}`;

/**
 * @param {number} count
 * @param {number} row all with this label
 * @param {string} label
 * @param {boolean} right whether the cell is on the diagonal
 */
export function toldOf(count, row, label, right) {
  if (!row) return `No picture has the label ${label}.`;
  const near = Math.round((100 * count) / row);
  const share = count === row ? 100 : count ? `${near < 1 ? "< 1" : Math.min(99, near)}` : 0;
  return `${count} of ${row} ${right ? "right" : "taken for it"} (${share} %)`;
}

/** @param {number} shown @param {number} count */
export function shownOf(shown, count) {
  if (!count) return "No picture here.";
  if (shown === count) return count === 1 ? "The only one:" : `All ${count}, the surest first:`;
  return shown === 1 ? "The surest one:" : `The ${shown} of which it was surest:`;
}
