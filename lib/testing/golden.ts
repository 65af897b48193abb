/** Golden files: what an analysis gave once and must give again. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { lastValueFrom, type Observable, toArray } from 'rxjs';
import { DeepStreamError } from '../errors.js';
import { jsonLine } from '../json-line.js';

export interface GoldenOptions {
  /** Write the file instead of comparing with it. Default: the environment variable `UPDATE_GOLDEN` is 1. */
  readonly update?: boolean;
  /** How far numbers may differ. Default 0. */
  readonly tolerance?: number;
}

/**
 * Compares values with a JSON Lines file, one value a line; 64-bit numbers are strings there.
 *
 * ```ts
 * await matchesGolden(replay('gate.jsonl').pipe(lineCrossings(lines), map(({ line, way }) => ({ line, way }))), 'test/golden/gate.jsonl');
 * ```
 * @throws an error that shows the first line that differs; `ERR_SOURCE_NOT_FOUND` when there is no golden file yet.
 */
export async function matchesGolden(
  actual: Observable<unknown> | Iterable<unknown>,
  file: string,
  { update = process.env.UPDATE_GOLDEN === '1', tolerance = 0 }: GoldenOptions = {},
): Promise<void> {
  const values = Symbol.iterator in actual ? [...actual] : await lastValueFrom(actual.pipe(toArray()));
  const lines = values.map(jsonLine);
  if (update) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    return;
  }
  const golden = goldenLines(file);
  for (let i = 0; i < Math.max(lines.length, golden.length); i++) {
    if (sameLine(lines[i], golden[i], tolerance)) continue;
    const [is, was] = [lines[i] ?? 'nothing more', golden[i] ?? 'nothing more'];
    throw new Error(
      `${file}:${i + 1} differs (${lines.length} values, golden file ${golden.length}).\n  golden: ${was}\n  actual: ${is}\nIf the change is meant, run again with UPDATE_GOLDEN=1.`,
    );
  }
}

function goldenLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    throw new DeepStreamError(
      {
        code: 'ERR_SOURCE_NOT_FOUND',
        message: `There is no golden file ${file}.`,
        file,
        remedy: 'Run once with UPDATE_GOLDEN=1, look at what it wrote, and keep it.',
        detail: (error as Error).message,
      },
      { cause: error },
    );
  }
}

function sameLine(actual: string | undefined, golden: string | undefined, tolerance: number): boolean {
  if (actual === golden) return true;
  if (actual === undefined || golden === undefined) return false;
  return alike(JSON.parse(actual), JSON.parse(golden), tolerance);
}

function alike(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= tolerance;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && alike((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], tolerance))
  );
}
