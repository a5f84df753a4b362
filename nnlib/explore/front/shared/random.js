// Random numbers that Python draws alike: Tommy Ettinger's mulberry32.

export const STEP = 0x6d2b79f5; // from one state to the next

/**
 * A source of whole numbers below 2³².
 *
 * @param {number} state
 */
export function mulberry32(state) {
  return () => {
    state = (state + STEP) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
}
