/** How several readings of one track become one answer. */

/** One answer of the function for one view. */
export interface Reading<R> {
  readonly value: R;
  /** Weight of this reading, greater than 0. */
  readonly confidence: number;
}

/** An answer: its value and how sure it is, 0 to 1. */
export interface Verdict<R> {
  readonly value: R;
  readonly confidence: number;
}

/** Decides over a track's readings so far; nothing while they are not enough. At least one reading is there. */
export type Vote<R> = (readings: readonly Reading<R>[]) => Verdict<R> | undefined;

/** The surest reading wins. */
export function byConfidence<R>(readings: readonly Reading<R>[]): Verdict<R> | undefined {
  return readings.reduce((best, reading) => (reading.confidence > best.confidence ? reading : best));
}

/**
 * The value whose readings weigh most, once there are `votes` of it. Its confidence is its share of all weight.
 *
 * @param key says which values are equal. Default: their text or JSON.
 */
export function byMajority<R>(votes = 2, key: (value: R) => string = keyOf): Vote<R> {
  return (readings) => {
    const groups = new Map<string, { value: R; weight: number; count: number }>();
    let all = 0;
    for (const { value, confidence } of readings) {
      const name = key(value);
      const group = groups.get(name) ?? { value, weight: 0, count: 0 };
      group.weight += confidence;
      group.count++;
      all += confidence;
      groups.set(name, group);
    }
    let best: { value: R; weight: number; count: number } | undefined;
    for (const group of groups.values()) if (!best || group.weight > best.weight) best = group;
    return best && best.count >= votes ? { value: best.value, confidence: all > 0 ? best.weight / all : 0 } : undefined;
  };
}

function keyOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)) ?? String(value));
}
