#!/usr/bin/env node
// Runs everything that `npm test` promises, after scripts/setup.mjs: native tests under sanitizers, TypeScript tests, type tests, the
// package test, both again with NVIDIA's metadata libraries, layouts on AArch64, and the linter. The last line counts all of them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nvidiaMetadata, nvidiaMetadataAlone } from './setup/nvidia-metadata.mjs';
import { root, run, step } from './setup/steps.mjs';
import { aarch64Layouts } from './test/aarch64.mjs';
import { nativeResults } from './test/native-results.mjs';

const totals = { passed: 0, failed: 0, skipped: 0 };
const results = join(root, 'build', 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

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

const sanitized = 'build/sanitize';
await buildNativeTests();
const nvidia = await nvidiaLibraries();
nativeTests('native tests', 'native', ['-LE', 'nvidia'], nvidia ? { NDS_NVIDIA_META_DIR: nvidia.folder } : {});
typescriptTests('TypeScript tests', 'vitest', []);
if (nvidia) {
  const judge = { LD_LIBRARY_PATH: nvidia.alone, NDS_METADATA_FROM: nvidia.alone };
  nativeTests("native tests, with NVIDIA's metadata libraries", 'native-nvidia', ['-L', 'nvidia']);
  typescriptTests(
    "tests of the add-on, with NVIDIA's metadata libraries",
    'vitest-nvidia',
    ['--project', 'native', '--exclude', '**/{cli,byte-track}.test.ts'],
    judge,
  );
}
await aarch64();
check('linter (Biome)', 'npx', ['--no-install', 'biome', 'check', '.']);
check('types (tsc)', 'npx', ['--no-install', 'tsc', '--noEmit', '-p', 'tsconfig.json']);

console.log('');
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;

async function buildNativeTests() {
  await step('Native tests (build with address and undefined-behaviour sanitizers)', async (report) => {
    if (!existsSync(join(root, sanitized, 'build.ninja'))) {
      await run(
        [
          'cmake',
          '-S',
          '.',
          '-B',
          sanitized,
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
    await run(['cmake', '--build', sanitized], { progress: report });
    return 'built';
  });
}

/** NVIDIA's own metadata libraries, the judge of ours: where they are, or nothing. */
async function nvidiaLibraries() {
  let found;
  await step("NVIDIA's metadata libraries", async (report) => {
    if (process.arch !== 'x64') return 'there are none for this machine: what runs with them is skipped';
    try {
      const folder = await nvidiaMetadata(report);
      found = { folder, alone: nvidiaMetadataAlone(folder) };
    } catch (error) {
      return `not available, what runs with them is skipped: ${error.message.split('\n')[0]}`;
    }
  });
  return found;
}

function nativeTests(name, folder, selection, environment = {}) {
  const output = join(results, folder);
  const ended = show('ctest', ['--test-dir', sanitized, '--output-on-failure', '--no-tests=error', ...selection], {
    GTEST_OUTPUT: `xml:${output}/`,
    ...environment,
  });
  const { passed, failed, skipped, notes, libraries } = nativeResults(output);
  const used = [...libraries].map(([path, programs]) => `metadata library: ${relative(root, path)} in ${programs} programs`);
  // A program that crashed wrote no result: its tests count as one failure.
  add(name, { passed, failed: ended ? failed : Math.max(failed, 1), skipped }, [...used, ...notes]);
}

function typescriptTests(name, output, selection, environment = {}) {
  const file = join(results, `${output}.json`);
  show('npx', ['--no-install', 'vitest', 'run', ...selection, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], environment);
  if (!existsSync(file)) return add(name, { failed: 1 });
  const report = JSON.parse(readFileSync(file, 'utf8'));
  const skipped = report.testResults.flatMap((suite) => suite.assertionResults).filter(({ status }) => ['pending', 'skipped'].includes(status));
  add(
    name,
    { passed: report.numPassedTests, failed: Math.max(report.numFailedTests, report.success ? 0 : 1), skipped: skipped.length },
    skipped.map(({ fullName }) => `skipped ${fullName}`),
  );
}

/** Jetson's processor: the declarations alone, by the cross compiler. */
async function aarch64() {
  let result = { failed: 1 };
  await step('Layouts on AArch64', async (report) => {
    try {
      result = await aarch64Layouts(report);
      return result.word;
    } catch (error) {
      console.error(error.message);
      return 'they differ';
    }
  });
  add('layouts on AArch64', result, result.skipped ? [result.word] : []);
}

function check(name, command, args) {
  add(name, show(command, args) ? { passed: 1 } : { failed: 1 });
}
