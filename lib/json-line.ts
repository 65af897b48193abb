/** Any value of this library on one line of JSON: 64-bit numbers become strings of digits, typed arrays and sets become lists, maps objects. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, plain) ?? 'null';
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([key, one]) => [String(key), one]));
  if (value instanceof Set) return [...value];
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as Uint8Array);
  return value;
}
