/**
 * What an explorable knows, as anywidget has it (https://anywidget.dev/en/afm/).
 *
 * @typedef {object} Model
 * @property {(name: string) => any} get
 * @property {(name: string, value: unknown) => void} set
 * @property {(event: string, listener: () => void) => void} on
 * @property {(event: string, listener: () => void) => void} off
 * @property {() => void} save_changes
 */

/** @typedef {{ model: Model, el: HTMLElement }} Place what `render` is given */

/**
 * Set values, of which each tells those who listen.
 *
 * @param {Model} model
 * @param {Record<string, unknown>} values
 */
export function change(model, values) {
  for (const [name, value] of Object.entries(values)) model.set(name, value);
  model.save_changes();
}

/**
 * Listen to changes of values; what comes back ends it.
 *
 * @param {Model} model
 * @param {string[]} names
 * @param {() => void} listener
 * @returns {() => void}
 */
export function listen(model, names, listener) {
  const events = names.map((name) => `change:${name}`);
  for (const event of events) model.on(event, listener);
  return () => {
    for (const event of events) model.off(event, listener);
  };
}
