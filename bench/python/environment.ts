/** A Python environment of the benchmark's own in build/bench, made with pip on first use. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../measure.js';

export async function pythonWith(requirements: string, log: (text: string) => void): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(root, 'build', 'bench', `python-${digest}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'ready'))) return python;
  if (spawnSync('python3', ['-m', 'venv', '--help']).status !== 0) {
    throw new Error('The Python peer needs python3 with venv: apt-get install python3-venv');
  }
  log('installing the Python peer (pip)');
  execFileSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements], { stdio: 'inherit' });
  execFileSync('touch', [join(folder, 'ready')]);
  return python;
}
