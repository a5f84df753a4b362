// Numbers that Python wrote as text: nnlib/explore/_packed.py says how.

// A nibble of a packed map is a difference, or one of these.
const [ESCAPE, RUN, LONG_RUN] = [13, 14, 15];
const [SHORTEST, LONGEST] = [3, 18];

/** @param {string} text in base64 */
export const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/** Whole numbers of 16 bits, the low byte first. @param {string} text in base64 */
export function wordsOf(text) {
  const bytes = bytesOf(text);
  return Uint16Array.from(
    { length: bytes.length / 2 },
    (_, i) => bytes[2 * i] + 256 * bytes[2 * i + 1],
  );
}

/**
 * Differences, each as it is counted: 0, −1, 1, −2, 2, ...
 *
 * @param {Uint8Array} bytes
 * @param {number} count
 */
function counted(bytes, count) {
  const found = new Uint8Array(count);
  let [at, read] = [0, 0];
  const nibble = () => {
    const byte = bytes[read >> 1];
    return read++ % 2 ? byte & 15 : byte >> 4;
  };
  while (at < count) {
    const first = nibble();
    if (first < ESCAPE) found[at++] = first;
    else if (first === ESCAPE) found[at++] = 16 * nibble() + nibble();
    else if (first === RUN) at += SHORTEST + nibble();
    else if (first === LONG_RUN) at += LONGEST + 16 * nibble() + nibble();
  }
  return found;
}

/**
 * Maps, one after another.
 *
 * @param {string} text
 * @param {{ maps: number, rows: number, columns: number }} shape
 * @returns {Uint8Array[]}
 */
export function unpacked(text, { maps, rows, columns }) {
  const size = rows * columns;
  const differences = counted(bytesOf(text), maps * size);
  return Array.from({ length: maps }, (_, map) => {
    const values = new Uint8Array(size);
    for (let at = 0; at < size; at++) {
      const [inner, below] = [at % columns > 0, at >= columns];
      const left = inner ? values[at - 1] : 0;
      const above = below ? values[at - columns] : 0;
      const corner = inner && below ? values[at - columns - 1] : 0;
      const one = differences[map * size + at];
      values[at] = left + above - corner + (one % 2 ? -(one + 1) / 2 : one / 2);
    }
    return values;
  });
}
