/** Pipelines for tests with the real add-on and the embedded runtime. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export { testPattern } from './launch-text.js';

export const root = join(import.meta.dirname, '..', '..');
/** Real pedestrians: 768×576, 795 frames, 10 a second. From Debian's opencv-doc. */
export const video = '/usr/share/doc/opencv-doc/examples/data/vtest.avi';
export const hasVideo = existsSync(video);
const model = join(root, 'models', 'centernet');
/** Made by the set-up. */
export const hasModel = existsSync(join(model, 'centernet.onnx'));

/** The demo's detector and tracker, without drawing. */
export function detection(config: string, uri = `file://${video}`): string {
  return `uridecodebin uri=${uri} ! mux.sink_0
    nvstreammux name=mux batch-size=1 width=768 height=576 !
    nvinfer name=pgie config-file-path=${config} ! nvtracker name=tracker ! fakesink sync=false`;
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'node-deepstream-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * The detector's configuration with another value of some keys (undefined: without the key), and lines added at the end of `[property]`.
 * The input is small, to be quick.
 */
export function detectorConfig(changes: Record<string, string | undefined> = {}, added: readonly string[] = []): string {
  const file = join(temporaryFolder(), 'config_infer.txt');
  const values: Record<string, string | undefined> = { 'infer-dims': '3;192;256', ...changes };
  const lines = readFileSync(join(model, 'config_infer.txt'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      const [, key, value] = /^([\w-]+)=(.*)$/.exec(line) ?? [];
      if (key === undefined || value === undefined) return [line];
      if (key in values) return values[key] === undefined ? [] : [`${key}=${values[key]}`];
      return [/^(onnx-file|labelfile-path|custom-lib-path)$/.test(key) ? `${key}=${join(model, value)}` : line];
    });
  lines.splice(lines.indexOf('[property]') + 1, 0, ...added);
  writeFileSync(file, lines.join('\n'));
  return file;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
  errors: string;
}

/** Runs one of programs/ in a process of its own; kills it, and says so by its signal, when it does not end by itself. */
export function program(name: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', join(import.meta.dirname, 'programs', name), ...args], { cwd: root });
    const timer = setTimeout(() => child.kill('SIGKILL'), 45_000);
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, output, errors });
    });
  });
}
