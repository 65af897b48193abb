#!/usr/bin/env node
// Fills prebuilds/<platform>-<arch>/ for the published package: the add-on built by node-gyp, the CPU runtime of the CMake build, and
// ONNX Runtime beside it. Builds in a copy, because prebuildify empties build/.
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root, run, runQuiet, step } from './setup/steps.mjs';

const platform = `linux-${process.arch}`;
const target = join(root, 'prebuilds', platform);
const runtime = join(root, 'build', 'Release', 'runtime');
const onnxRuntime = join(root, 'node_modules/onnxruntime-node/bin/napi-v6', 'linux', process.arch, 'libonnxruntime.so.1');

await step(`Prebuilt add-on for ${platform}`, async (report) => {
  const copy = mkdtempSync(join(tmpdir(), 'node-deepstream-prebuild-'));
  try {
    for (const item of ['binding.gyp', 'native', 'package.json']) cpSync(join(root, item), join(copy, item), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    await run(['npx', '--no-install', 'prebuildify', '--napi', '--strip', '--cwd', copy], {
      progress: report,
      environment: { ...nodeHeaders(), ...(runQuiet('ccache', ['--version']).ok ? { CXX: 'ccache g++' } : {}) },
    });
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    cpSync(join(copy, 'prebuilds', platform), target, { recursive: true });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});

await step('CPU runtime and ONNX Runtime', async () => {
  for (const file of [runtime, onnxRuntime]) {
    if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run setup" first.`);
  }
  const folder = join(target, 'runtime');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(runtime)) {
    const file = join(folder, name);
    cpSync(join(runtime, name), file);
    chmodSync(file, 0o755);
    if (name.includes('.so')) runQuiet('strip', ['--strip-unneeded', file]);
  }
  cpSync(onnxRuntime, join(folder, 'libonnxruntime.so.1'));
  return readdirSync(folder).join(', ');
});

/** Node's own headers, where they are installed with it: node-gyp fetches them from nodejs.org otherwise. */
function nodeHeaders() {
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: prefix } : {};
}
