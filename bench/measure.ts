/** Running measured programs and judging their figures. A program is a process of its own that prints one line of JSON. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export const root = join(import.meta.dirname, '..');
export const video = '/usr/share/doc/opencv-doc/examples/data/vtest.avi';
export const threshold = 0.4;

/** A line of the results page. `bar` is what the project asks of itself. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  bar?: { atLeast: number } | { atMost: number };
  note?: string;
}

export interface Benchmark {
  name: string;
  title: string;
  run(log: (text: string) => void): Promise<Figure[]>;
}

export async function program<T>(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<T> {
  const { stdout } = await execute(command, args, {
    cwd: root,
    timeout: 900_000,
    maxBuffer: 1 << 24,
    env: { ...process.env, ...environment },
  });
  const line = stdout.trim().split('\n').at(-1) ?? '';
  return JSON.parse(line) as T;
}

export const typescript = <T>(file: string, ...args: string[]) => program<T>(process.execPath, ['--import', 'tsx', '--expose-gc', file, ...args]);

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** Runs the contestants in turn, `rounds` times, so that a slow minute of the machine meets all of them. */
export async function interleaved<K extends string>(
  rounds: number,
  contestants: Record<K, () => Promise<number>>,
  log: (text: string) => void,
): Promise<Record<K, number[]>> {
  const names = Object.keys(contestants) as K[];
  const values = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 1; round <= rounds; ++round) {
    for (const name of names) {
      const value = await contestants[name]();
      values[name].push(value);
      log(`round ${round}/${rounds}: ${name} ${value.toFixed(2)}`);
    }
  }
  return values;
}

/** The median over the rounds of one contestant's figure divided by the other's in the same round. */
export const ratio = (values: readonly number[], of: readonly number[]) => median(values.map((value, i) => value / (of[i] ?? Number.NaN)));

/** A copy of the demo's detector configuration with another input size, in build/bench. */
export function detectorConfig(width: number, height: number): string {
  const folder = join(root, 'build', 'bench');
  mkdirSync(folder, { recursive: true });
  const models = join(root, 'models', 'centernet');
  const text = readFileSync(join(models, 'config_infer.txt'), 'utf8')
    .replace(/^infer-dims=.*$/m, `infer-dims=3;${height};${width}`)
    .replace(/^(onnx-file|labelfile-path|custom-lib-path)=(.*)$/gm, (_, key: string, value: string) => `${key}=${join(models, value)}`);
  const file = join(folder, `centernet-${width}x${height}.txt`);
  writeFileSync(file, text);
  return file;
}
