/** How values of the object model look as JSON and in the console. */

/** `util.inspect.custom`, without loading node:util. */
export const inspectSymbol: unique symbol = Symbol.for('nodejs.util.inspect.custom') as never;

/** The shortest decimal number that reads back as the same 32-bit float: 0.9 rather than 0.8999999761581421. */
export function shortest(float32: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(float32.toPrecision(digits));
    if (Math.fround(short) === float32) return short;
  }
  return float32;
}

type NumberArray = Float32Array | Uint16Array | Int8Array | Uint8Array | Int32Array | Uint32Array;

/** A value as JSON has it: 64-bit numbers are strings of digits, typed arrays are arrays. */
export type Plain<T> = T extends bigint
  ? string
  : T extends NumberArray
    ? number[]
    : T extends BigInt64Array | BigUint64Array
      ? string[]
      : T extends { toJSON(): infer J }
        ? J
        : T extends readonly (infer E)[]
          ? Plain<E>[]
          : T extends object
            ? { -readonly [K in keyof T]: Plain<T[K]> }
            : T;

export function toPlain<T>(value: T): Plain<T>;
export function toPlain(value: unknown): unknown {
  if (typeof value === 'number') return shortest(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (ArrayBuffer.isView(value))
    return Array.from(value as unknown as ArrayLike<number | bigint>, (each) => (typeof each === 'bigint' ? each.toString() : each));
  if (Array.isArray(value)) return value.map((each) => toPlain(each));
  if ('toJSON' in value && typeof value.toJSON === 'function') return value.toJSON();
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toPlain(each)]));
}

/** Those of the named fields that are there, as JSON. */
export function plainFields<T extends object, K extends keyof T>(value: T, names: readonly K[]): { [F in K]?: Plain<NonNullable<T[F]>> } {
  const fields: { [F in K]?: Plain<NonNullable<T[F]>> } = {};
  for (const name of names) {
    const field = value[name];
    if (field !== undefined && field !== null) fields[name] = toPlain(field);
  }
  return fields;
}

/** `Name { … }` of the fields that have something to say. */
export function inspectAs(
  name: string,
  fields: Record<string, unknown>,
  depth: number,
  options: object,
  inspect: (value: unknown, options: object) => string,
): string {
  if (depth < 0) return `[${name}]`;
  const shown = Object.entries(fields).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  // Boxes stay visible inside objects inside frames.
  return `${name} ${inspect(Object.fromEntries(shown), { ...options, depth: Math.max(depth, 1) })}`;
}
