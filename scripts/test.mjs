#!/usr/bin/env node
import { spawnSync } from 'node:child_process';
// Runs everything that `npm test` promises, after scripts/setup.mjs: native tests under sanitizers, TypeScript tests, type tests, the
// package test and the linter. The last line counts all of them.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nvidiaMetadata } from './setup/nvidia-metadata.mjs';
import { root, run, step } from './setup/steps.mjs';

const totals = { passed: 0, failed: 0, skipped: 0 };
const results = join(root, 'build', 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(join(results, 'native'), { recursive: true });

function add(name, { passed = 0, failed = 0, skipped = 0 }, notes = []) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  console.log(`${failed ? '✗' : '✓'} ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  for (const note of notes) console.log(`    ${note}`);
}

/** Runs a command with its output shown; true when it ended well. */
function show(command, args, environment = {}) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } });
  return status === 0;
}

await nativeTests();
typescriptTests();
check('linter (Biome)', 'npx', ['--no-install', 'biome', 'check', '.']);
check('types (tsc)', 'npx', ['--no-install', 'tsc', '--noEmit', '-p', 'tsconfig.json']);

console.log('');
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function nativeTests() {
  const folder = 'build/sanitize';
  await step('Native tests (build with address and undefined-behaviour sanitizers)', async (report) => {
    if (!existsSync(join(root, folder, 'build.ninja'))) {
      await run(
        [
          'cmake',
          '-S',
          '.',
          '-B',
          folder,
          '-G',
          'Ninja',
          '-DCMAKE_BUILD_TYPE=RelWithDebInfo',
          '-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1',
          '-DNDS_TESTS=ON',
          '-DNDS_WERROR=OFF', // sanitizers raise false alarms; the build above takes warnings as errors
          '-DNDS_SANITIZE=address,undefined',
        ],
        { progress: report },
      );
    }
    await run(['cmake', '--build', folder], { progress: report });
    return 'built';
  });
  const judge = {};
  await step("NVIDIA's metadata libraries, to compare with ours", async (report) => {
    if (process.arch !== 'x64') return 'there are none for this machine: that comparison is skipped';
    try {
      judge.NDS_NVIDIA_META_DIR = await nvidiaMetadata(report);
    } catch (error) {
      return `not available, that comparison is skipped: ${error.message.split('\n')[0]}`;
    }
  });
  const ended = show('ctest', ['--test-dir', folder, '--output-on-failure', '--no-tests=error'], {
    GTEST_OUTPUT: `xml:${join(results, 'native')}/`,
    ...judge,
  });
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const notes = [];
  for (const file of readdirSync(join(results, 'native'))) {
    const xml = readFileSync(join(results, 'native', file), 'utf8');
    for (const [, name, body] of xml.matchAll(/<testcase name="([^"]*)"((?:[^/]|\/(?!>))*?(?:\/>|>[\s\S]*?<\/testcase>))/g)) {
      if (body.includes('<failure')) counts.failed++;
      else if (body.includes('<skipped')) {
        counts.skipped++;
        notes.push(`skipped ${name}: ${/<skipped message="([^"]*)"/.exec(body)?.[1]?.split('&#x0A;').at(-1) ?? ''}`);
      } else counts.passed++;
    }
  }
  // A program that crashed wrote no result: its tests count as one failure.
  if (!ended && counts.failed === 0) counts.failed = 1;
  add('native tests', counts, notes);
}

function typescriptTests() {
  const file = join(results, 'vitest.json');
  show('npx', ['--no-install', 'vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  if (!existsSync(file)) return add('TypeScript tests', { failed: 1 });
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const skipped = report.testResults.flatMap((suite) => suite.assertionResults).filter(({ status }) => ['pending', 'skipped'].includes(status));
  add(
    'TypeScript tests',
    { passed: report.numPassedTests, failed: Math.max(report.numFailedTests, report.success ? 0 : 1), skipped: skipped.length },
    skipped.map(({ fullName }) => `skipped ${fullName}`),
  );
}

function check(name, command, args) {
  add(name, show(command, args) ? { passed: 1 } : { failed: 1 });
}
