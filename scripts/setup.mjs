#!/usr/bin/env node
// Makes a fresh Debian or Ubuntu machine ready: system packages, npm packages, native build, TypeScript, models.
// Says what it does, asks for nothing, can be run again: what is up to date is left alone. Needs Node ≥ 20.19 alone.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, root, run, runQuiet, step } from './setup/steps.mjs';

const onlyWith = (path) => existsSync(join(root, path));

await step('System packages', async (report) => {
  const wanted = readFileSync(join(root, 'scripts/setup/packages.txt'), 'utf8')
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean);
  if (!runQuiet('dpkg-query', ['--version']).ok) {
    report('not a Debian or Ubuntu machine: see scripts/setup/packages.txt for what has to be there');
    return;
  }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format language
  const state = runQuiet('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...wanted]).output;
  const installed = new Set(
    state
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  const missing = wanted.filter((name) => !installed.has(name));
  if (missing.length === 0) return 'up to date';
  const apt = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  const command = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  const environment = { DEBIAN_FRONTEND: 'noninteractive' };
  const options = ['-q', '-o', 'Dpkg::Use-Pty=0'];
  const advice = `Install them yourself and run this again:\n  sudo apt-get update && sudo ${command}`;
  report(`installing ${missing.length}: ${missing.join(' ')}`);
  await run([...apt, ...options, 'update'], { environment, advice, progress: report });
  await run([...apt, ...options, 'install', '-y', '--no-install-recommends', ...missing], { environment, advice, progress: report });
  return `${missing.length} installed`;
});

await step('npm packages', async (report) => {
  const stamp = join(root, 'node_modules', '.setup-stamp');
  const now = fingerprint(['package-lock.json', 'package.json']);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return 'up to date';
  await run(['npm', 'ci', '--no-audit', '--no-fund'], { progress: report });
  writeFileSync(stamp, now);
  return 'installed';
});

await step('Native build (add-on and CPU runtime)', async (report) => {
  if (!onlyWith('build/CMakeCache.txt') || !onlyWith('build/build.ninja')) {
    await run(['npx', '--no-install', 'cmake-js', 'configure', '-G', 'Ninja'], { progress: report });
  }
  const { lastLine } = await run(['cmake', '--build', 'build'], { progress: report });
  return lastLine.includes('no work to do') ? 'up to date' : 'built in build/Release';
});

await step('TypeScript', async (report) => {
  mkdirSync(join(root, 'dist'), { recursive: true });
  const stamp = join(root, 'dist', '.setup-stamp');
  const now = fingerprint(['lib', 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return 'up to date';
  await run(['npx', '--no-install', 'tsc', '-p', 'tsconfig.build.json'], { progress: report });
  writeFileSync(stamp, now);
  return 'compiled to dist';
});

await step('Models', async (report) => {
  const stamp = join(root, 'models', '.setup-stamp');
  const now = fingerprint(['scripts/models', 'package-lock.json']);
  const ready = existsSync(stamp) && readFileSync(stamp, 'utf8') === now;
  if (ready && statSync(join(root, 'models/centernet/centernet.onnx'), { throwIfNoEntry: false })) return 'up to date';
  await run(['node', '--import', 'tsx', 'scripts/models/prepare.ts'], { progress: report });
  writeFileSync(stamp, now);
  return 'prepared in models';
});
