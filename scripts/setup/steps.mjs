// Steps of a set-up with a line each: what is being done, how far it is, how long it took.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const terminal = process.stdout.isTTY === true;
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs one step. `work` gets a function to report progress and returns the closing word. */
export async function step(name, work) {
  const start = performance.now();
  let shown = '';
  const report = (text) => {
    const line = text.trim().slice(0, 160);
    if (line === '' || line === shown) return;
    shown = line;
    if (terminal) process.stdout.write(`\r\x1b[2K• ${name}: ${line.slice(0, (process.stdout.columns ?? 100) - name.length - 6)}`);
    else if (performance.now() - (report.last ?? 0) > 5000) {
      console.log(`• ${name}: ${line}`);
      report.last = performance.now();
    }
  };
  try {
    const result = (await work(report)) ?? 'done';
    console.log(`${terminal ? '\r\x1b[2K' : ''}✓ ${name}: ${result} (${seconds(start)})`);
  } catch (error) {
    console.error(`${terminal ? '\r\x1b[2K' : ''}✗ ${name} failed after ${seconds(start)}\n${error.message}`);
    process.exit(1);
  }
}

/** Runs a command in the project's root; its last output line is reported as progress, all of it shown when it fails. */
export function run([command, ...args], { environment = {}, advice = '', progress = () => {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const tail = [];
    const listen = (chunk) => {
      for (const line of chunk.toString().split(/[\r\n]+/)) {
        if (line.trim() === '') continue;
        tail.push(line);
        if (tail.length > 60) tail.shift();
        progress(line);
      }
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.on('error', (error) => reject(new Error(`Cannot run ${command}: ${error.message}\n${advice}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve({ lastLine: tail.at(-1) ?? '' });
      else reject(new Error(`${[command, ...args].join(' ')}\nended with ${signal ?? `exit code ${code}`}:\n${tail.join('\n')}\n${advice}`));
    });
  });
}

/** A command's output, for questions. */
export function runQuiet(command, args) {
  const { status, stdout } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  return { ok: status === 0, output: stdout ?? '' };
}

/** One text that changes when any of the files (folders: all files below) changes. */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const info = statSync(join(root, path), { throwIfNoEntry: false });
    if (!info) return;
    if (info.isDirectory()) for (const name of readdirSync(join(root, path)).sort()) visit(join(path, name));
    else hash.update(path).update(readFileSync(join(root, path)));
  };
  for (const path of paths) visit(path);
  return hash.digest('hex');
}
