// How numbers are kept within limits, and written.

/** @param {number} value @param {number} least @param {number} most */
export const clamp = (value, least, most) => Math.max(least, Math.min(most, value));

/** A share as a length of CSS. @param {number} share */
export const percent = (share) => `${(100 * share).toFixed(3)}%`;

/** A number's text with a true minus sign. @param {string | number} text */
export const minus = (text) => String(text).replaceAll("-", "−");

/**
 * The rule of nnlib/figures/numerals.py: from 0.001 to below 100,000 a number is written out.
 *
 * @param {number} value
 * @param {number} [digits] significant digits
 */
export function written(value, digits = 3) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "?" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const text = value.toExponential(digits - 1);
  const power = Number(text.split("e")[1]);
  const plain = power >= -3 && power < 5;
  return minus(
    plain ? value.toFixed(Math.max(0, digits - 1 - power)) : text.replace("e+", "e"),
  );
}

/** A rate in as few digits as it has, three at most. @param {number} rate */
export function shortly(rate) {
  const rounded = Number(rate.toPrecision(3));
  const plain = rounded >= 1e-3 && rounded < 1e5;
  return plain ? String(rounded) : rounded.toExponential().replace("+", "");
}

/** A power as raised digits. @param {number} power */
export const superscript = (power) =>
  String(power).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);
