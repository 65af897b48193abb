/** What can be used without the add-on. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const lib = join(root, 'lib');

/** Modules and packages that importing a file loads. */
function loads(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, statement, name] of text.matchAll(/^((?:im|ex)port\s(?!type\s)[^;]*?)from\s+'([^']+)';/gms)) {
    if (statement?.startsWith('import type') || !name) continue;
    if (name.startsWith('.')) loads(join(dirname(file), name.replace(/\.js$/, '.ts')), seen);
    else seen.add(name);
  }
  return seen;
}

describe.each(['operators', 'plot', 'sinks', 'testing'])('node-deepstream/%s', (name) => {
  const loaded = [...loads(join(lib, name, 'index.ts'))].map((file) => (file.startsWith(lib) ? relative(lib, file) : file));

  it('does not reach native.ts', () => {
    expect(loaded).toContain('errors.ts');
    expect(loaded).not.toContain('native.ts');
  });

  it('loads no add-on', () => {
    const program = `await import('node-deepstream/${name}'); console.log(process.report.getReport().sharedObjects.filter((file) => /node_deepstream|gst/.test(file)).length);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
      cwd: root,
      encoding: 'utf8',
    });
    expect([stdout, stderr]).toEqual(['0\n', '']);
  });
});

it('operators need nothing of Node, only rxjs', () => {
  const packages = [...loads(join(lib, 'operators/index.ts'))].filter((name) => !name.startsWith(lib));
  expect(packages).toEqual(['rxjs']);
});
