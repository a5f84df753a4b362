// Mistakes: what is counted, and which of the stored pictures a cell has.

/**
 * Of how many stored pictures each cell begins, row after row, and at the end all.
 *
 * @param {number[][]} counts
 * @param {number} each that are stored of a cell, at most
 */
export function startsOf(counts, each) {
  const starts = [0];
  for (const count of counts.flat()) starts.push(starts[starts.length - 1] + Math.min(count, each));
  return starts;
}

/** How many are right, and how many there are. @param {number[][]} counts */
export function rightOf(counts) {
  const right = counts.reduce((sum, row, i) => sum + row[i], 0);
  return { right, all: counts.flat().reduce((sum, count) => sum + count, 0) };
}

/**
 * How dark a cell is, from 0 to 1: on the diagonal by its row, elsewhere by all mistakes.
 *
 * @param {number[][]} counts
 */
export function shadesOf(counts) {
  const off = counts.flatMap((row, i) => row.filter((_, j) => j !== i));
  const most = Math.max(1, ...off);
  return counts.map((row, i) => {
    const all = Math.max(1, row.reduce((sum, count) => sum + count, 0));
    return row.map((count, j) => count / (j === i ? all : most));
  });
}

/** A count in four letters. @param {number} count */
export const shortly = (count) => count < 10000 ? String(count) : `${Math.round(count / 1000)}k`;
