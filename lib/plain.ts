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
