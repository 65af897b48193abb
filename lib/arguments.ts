/** Checks of arguments, with one form of sentence for all of them. Nothing here needs Node. */
import { DeepStreamError } from './errors.js';
import { nearest } from './nearest.js';

/** "Expected X for `name`, got Y." */
export function wrong(name: string, value: unknown, expected: string): DeepStreamError {
  return new DeepStreamError({
    code: 'ERR_ARGUMENT',
    message: `Expected ${expected} for "${name}", got ${shown(value)}.`,
    key: name,
    value: shown(value),
    remedy: `Pass ${expected}.`,
  });
}

/** Refuses keys that are not known, with the nearest one that is. */
export function checkKeys(what: string, options: object, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw wrong(`${what}s`, options, 'an object');
  for (const [key, value] of Object.entries(options)) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    throw new DeepStreamError({
      code: 'ERR_ARGUMENT',
      message: `There is no ${what} "${key}".`,
      key,
      value: shown(value),
      remedy: near ? `Did you mean "${near}"?` : `Known ${what}s: ${known.join(', ')}.`,
    });
  }
}

export function oneOf(words: readonly string[]): string {
  return `one of ${words.map((word) => `"${word}"`).join(', ')}`;
}

/** A number from `least` to `most`, or an error that says so. */
export function checkNumber(name: string, value: unknown, least: number, most = Number.POSITIVE_INFINITY): number {
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw wrong(name, value, Number.isFinite(most) ? `a number from ${least} to ${most}` : `a number of at least ${least}`);
}

/** The same for a whole number. */
export function checkWhole(name: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(name, value, most < Number.MAX_SAFE_INTEGER ? `a whole number from ${least} to ${most}` : `a whole number of at least ${least}`);
}

/** A value in a message: on one line, and short. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return '[Function]';
  if (typeof value !== 'object' || value === null) return String(value);
  const text = asJSON(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

function asJSON(value: object): string {
  try {
    return JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)) ?? '[object]';
  } catch {
    return '[object]'; // it contains itself
  }
}
