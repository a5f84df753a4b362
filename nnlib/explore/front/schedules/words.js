// A schedule in the words of Keras and of nnlib, and what is read at a step.

import { written } from "../shared/numbers.js";
import { corners, ramp } from "./maths.js";

/** @typedef {import("./maths.js").Numbers} Numbers */
/** @typedef {import("./maths.js").Size} Size */

/** A number as Python reads it, without the digits of rounding. @param {number} value */
export function python(value) {
  const rounded = Number(value.toPrecision(12));
  return rounded > 0 && rounded < 1e-3 ? rounded.toExponential() : String(rounded);
}

const IMPORT = "from keras.optimizers import schedules\n";

/**
 * A schedule that Keras has.
 *
 * @param {string} name
 * @param {string[]} lines of arguments
 */
const ready = (name, ...lines) =>
  `${IMPORT}schedule = schedules.${name}(\n    ${lines.join(",\n    ")})`;

/**
 * A schedule that Keras calls at the beginning of each epoch.
 *
 * @param {string} formula of `epoch`
 */
const scheduler = (formula) =>
  `def rate(epoch):\n    return ${formula}\n` +
  "callback = keras.callbacks.LearningRateScheduler(rate)";

/**
 * A schedule of its own, called with the number of the step.
 *
 * @param {string} name
 * @param {string[]} lines the last of which returns the rate
 */
const own = (name, ...lines) =>
  `class ${name}(schedules.LearningRateSchedule):\n` +
  "    def __call__(self, step):\n" +
  lines.map((line) => `        ${line}\n`).join("") +
  `schedule = ${name}()`;

const FLOAT = 'step = keras.ops.cast(step, "float32")';

/** @type {Record<string, (shape: Numbers, size: Size) => string>} */
const inKeras = {
  constant: ({ rate }) => `optimizer = keras.optimizers.SGD(\n    learning_rate=${python(rate)})`,
  time_based: ({ rate, decay }, { steps }) =>
    ready(
      "InverseTimeDecay",
      `${python(rate)}, decay_steps=${steps}, decay_rate=${python(decay)}`,
      "staircase=True",
    ),
  step: ({ rate, factor, every }, { steps }) =>
    ready(
      "ExponentialDecay",
      `${python(rate)}, decay_steps=${every * steps}, decay_rate=${python(factor)}`,
      "staircase=True",
    ),
  exponential: ({ rate, factor, every, per_step }, { steps }) =>
    per_step
      ? ready(
        "ExponentialDecay",
        `${python(rate)}, decay_steps=${every * steps}, decay_rate=${python(factor)}`,
      )
      : scheduler(`${python(rate)} * ${python(factor)} ** (epoch / ${every})`),
  power: ({ rate, every, exponent }) =>
    exponent === 1
      ? ready("InverseTimeDecay", `${python(rate)}, decay_steps=${every}, decay_rate=1`)
      : IMPORT + own(
        "Power",
        FLOAT,
        `return ${python(rate)} / (1 + step / ${every}) ** ${python(exponent)}`,
      ),
  piecewise: ({ rate, second, third, first_boundary, second_boundary }, { steps }) => {
    const last = [first_boundary, second_boundary].map((epoch) => epoch * steps - 1);
    return ready(
      "PiecewiseConstantDecay",
      `boundaries=[${last.join(", ")}]`,
      `values=[${[rate, second, third].map(python).join(", ")}]`,
    );
  },
  cosine: ({ rate, end }, { epochs, steps }) =>
    ready(
      "CosineDecay",
      `${python(rate)}, decay_steps=${epochs * steps}` +
        (end ? `, alpha=${python(end)} / ${python(rate)}` : ""),
    ),
  cosine_restarts: ({ rate, first_cycle, t_mul, m_mul }, { steps }) =>
    ready(
      "CosineDecayRestarts",
      `${python(rate)}, first_decay_steps=${first_cycle * steps}`,
      `t_mul=${python(t_mul)}, m_mul=${python(m_mul)}`,
    ),
  cyclical: ({ low, high, half_cycle, halving }, { steps }) => {
    const height = python(Number((high - low).toPrecision(12)));
    return IMPORT + own(
      "Cyclical",
      `halves = keras.ops.cast(step, "float32") / ${half_cycle * steps}`,
      "up = 1 - keras.ops.abs(halves % 2 - 1)",
      ...(halving ? ["up = up * 0.5 ** (halves // 2)"] : []),
      `return ${python(low)} + ${height} * up`,
    );
  },
  one_cycle: (shape, size) => {
    const { at, rates } = corners(shape, size);
    return "class OneCycle(keras.callbacks.Callback):\n" +
      "    def on_train_batch_begin(self, batch, logs=None):\n" +
      "        sgd = self.model.optimizer\n" +
      "        sgd.learning_rate = np.interp(int(sgd.iterations),\n" +
      `            [${at.join(", ")}],\n` +
      `            [${rates.map(python).join(", ")}])\n` +
      "callback = OneCycle()";
  },
  warm_up: (shape, size) => {
    const [steps, n] = [ramp(shape, size), size.epochs * size.steps];
    const rate = python(shape.rate);
    if (!shape.cosine) {
      return ready(
        "PolynomialDecay",
        `${rate} / ${steps + 1}, decay_steps=${steps}`,
        `end_learning_rate=${rate}`,
      );
    }
    return `${IMPORT}decay = schedules.CosineDecay(${rate}, ${n})\n` +
      own(
        "WarmUp",
        FLOAT,
        `ramp = keras.ops.minimum(1, (step + 1) / ${steps + 1})`,
        `return ramp * decay(keras.ops.maximum(step, ${steps}))`,
      );
  },
};

/** The schedule in Keras. @param {string} name @param {Numbers} shape @param {Size} size */
export const kerasCode = (name, shape, size) => inKeras[name](shape, size);

/** @type {Record<string, (shape: Numbers, size: Size) => string>} */
const inNnlib = {
  constant: ({ rate }) => python(rate),
  time_based: ({ rate, decay }) => `${python(rate)}, ${python(decay)}`,
  step: ({ rate, factor, every }) => `${python(rate)}, ${python(factor)}, ${every}`,
  exponential: ({ rate, factor, every, per_step }) =>
    `${python(rate)}, ${python(factor)}, ${every}${per_step ? ",\n    per_step=True" : ""}`,
  power: ({ rate, every, exponent }) =>
    `${python(rate)}, ${every}${exponent === 1 ? "" : `, ${python(exponent)}`}`,
  piecewise: ({ rate, second, third, first_boundary, second_boundary }) =>
    `[${
      [rate, second, third].map(python).join(", ")
    }],\n    [${first_boundary}, ${second_boundary}]`,
  cosine: ({ rate, end }) => `${python(rate)}${end ? `, ${python(end)}` : ""}`,
  cosine_restarts: ({ rate, first_cycle, t_mul, m_mul }) =>
    `${python(rate)}, ${first_cycle},\n    t_mul=${python(t_mul)}, m_mul=${python(m_mul)}`,
  cyclical: ({ low, high, half_cycle, halving }) =>
    `${python(low)}, ${python(high)}, ${half_cycle}${halving ? ',\n    mode="triangular2"' : ""}`,
  one_cycle: ({ max_rate }) => python(max_rate),
};

/** The schedule in nnlib. @param {string} name @param {Numbers} shape @param {Size} size */
export function nnlibCode(name, shape, { epochs, steps }) {
  const call = (/** @type {string} */ own, /** @type {string} */ given) =>
    `nnlib.schedules.${own}(\n    ${given},\n    epochs=${epochs},\n    steps_per_epoch=${steps})`;
  if (name !== "warm_up") return call(name, inNnlib[name](shape, { epochs, steps }));
  const then = `nnlib.schedules.${shape.cosine ? "cosine" : "constant"}(\n` +
    `        ${python(shape.rate)}, epochs=${epochs},\n        steps_per_epoch=${steps})`;
  return `nnlib.schedules.warm_up(\n    ${then},\n    epochs=${shape.warm_up})`;
}

/** What there is to say beside the code. @param {string} name @param {Numbers} shape */
export function note(name, shape) {
  /** @type {Record<string, string>} */
  const notes = {
    piecewise: "A boundary of Keras is the last step of the old rate.",
    one_cycle: "The momentum goes against the rate; nnlib.Trainer changes that, too.",
    warm_up: shape.cosine
      ? "Keras' own warm-up in CosineDecay begins the cosine after the ramp."
      : "A straight line up, after which the rate stays.",
    exponential: shape.per_step ? "" : "Keras asks such a function once an epoch.",
  };
  return notes[name] ?? "";
}

/**
 * What is read at a step.
 *
 * @param {number} at
 * @param {Float64Array} rates
 * @param {Float64Array} way
 * @param {number} steps an epoch
 */
export function reading(at, rates, way, steps) {
  const share = way[at] / way[way.length - 1];
  return {
    where: `epoch ${Math.floor(at / steps)}, step ${at}`,
    rate: written(rates[at]),
    way: written(way[at]),
    whole: written(way[way.length - 1]),
    share: `${(100 * share).toFixed(0)}%`,
  };
}
