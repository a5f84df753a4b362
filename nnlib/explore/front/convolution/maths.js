// Convolution: a filter's answers to a picture, and the picture moved.

/** @typedef {{ rows: number, columns: number }} Shape */

/**
 * The picture moved; what enters is paper.
 *
 * @param {Float64Array} picture
 * @param {Shape} shape
 * @param {number} right pixels
 * @param {number} below pixels
 */
export const moved = (picture, { rows, columns }, right, below) =>
  picture.map((_, i) => {
    const [row, column] = [Math.floor(i / columns) - below, i % columns - right];
    const inside = row >= 0 && row < rows && column >= 0 && column < columns;
    return inside ? picture[row * columns + column] : 0;
  });

/**
 * How many places a filter has on a picture.
 *
 * @param {Shape} shape
 * @param {number} size of the filter
 * @param {number} stride from place to place, in pixels
 */
export const placesOf = ({ rows, columns }, size, stride) => ({
  rows: Math.floor((rows - size) / stride) + 1,
  columns: Math.floor((columns - size) / stride) + 1,
});

/**
 * The sum of weights times pixels at one place.
 *
 * @param {Float64Array} picture
 * @param {Shape} shape
 * @param {number[]} weights a square, row after row
 * @param {number} row of the pixel under its first weight
 * @param {number} column
 */
export function answerAt(picture, { columns }, weights, row, column) {
  const size = Math.sqrt(weights.length);
  return weights.reduce((sum, weight, i) => {
    const at = (row + Math.floor(i / size)) * columns + column + i % size;
    return sum + weight * picture[at];
  }, 0);
}

/**
 * The answers at all places, row after row.
 *
 * @param {Float64Array} picture
 * @param {Shape} shape
 * @param {number[]} weights
 * @param {number} stride
 */
export function answersOf(picture, shape, weights, stride) {
  const places = placesOf(shape, Math.sqrt(weights.length), stride);
  return Float64Array.from({ length: places.rows * places.columns }, (_, i) => {
    const [row, column] = [Math.floor(i / places.columns), i % places.columns];
    return answerAt(picture, shape, weights, stride * row, stride * column);
  });
}

/** The answer of a dense node. @param {Float64Array} picture @param {number[]} weights */
export const denseAnswer = (picture, weights) =>
  weights.reduce((sum, weight, i) => sum + weight * picture[i], 0);

/** What a click makes of a weight: −1, 0, 1, −1. @param {number} weight */
export const nextWeight = (weight) => (weight === -1 ? 0 : weight === 0 ? 1 : -1);
