// Compiles DeepStream's declarations for AArch64 (Jetson) and holds every size and offset against the recorded facts.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, runQuiet } from '../setup/steps.mjs';

const compiler = 'aarch64-linux-gnu-g++';
const release = '9.1';

/** What was checked, or why not. Throws when a layout differs. Debian's cross compiler is installed when it may be. */
export async function aarch64Layouts(report) {
  const native = process.arch === 'arm64';
  if (!native && !runQuiet(compiler, ['--version']).ok && !(await install(report)))
    return { skipped: 1, word: `skipped: ${compiler} is not there (apt-get install g++-aarch64-linux-gnu)` };
  const folder = join(root, 'build', 'aarch64');
  mkdirSync(folder, { recursive: true });
  const { source, count } = assertions();
  const file = join(folder, 'layouts.cc');
  writeFileSync(file, source);
  // GLib's and GStreamer's headers are the host's (both are LP64, little-endian), the C library's are the cross compiler's.
  const flags = runQuiet('pkg-config', ['--cflags', 'gstreamer-1.0'])
    .output.trim()
    .split(/\s+/)
    .filter((flag) => !/^-I\/usr\/include(\/[\w]+-linux-gnu)?$/.test(flag));
  await run([native ? 'g++' : compiler, '-std=c++20', '-fsyntax-only', '-Wno-invalid-offsetof', `-I${join(root, 'native')}`, ...flags, file], {
    progress: report,
  });
  return { passed: 1, word: `${count} sizes and offsets are those of DeepStream ${release}` };
}

async function install(report) {
  const apt = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  try {
    report('installing g++-aarch64-linux-gnu');
    await run([...apt, '-q', 'install', '-y', '--no-install-recommends', 'g++-aarch64-linux-gnu'], {
      environment: { DEBIAN_FRONTEND: 'noninteractive' },
      progress: report,
    });
    return true;
  } catch {
    return false;
  }
}

function assertions() {
  const { structs } = JSON.parse(readFileSync(join(root, 'test/golden/abi/layouts.json'), 'utf8'));
  const headers = readdirSync(join(root, 'native/nvds')).filter((name) => name.endsWith('.h'));
  const declared = new Set(
    headers.flatMap((name) => [...readFileSync(join(root, 'native/nvds', name), 'utf8').matchAll(/^struct (\w+) \{/gm)].map(([, struct]) => struct)),
  );
  const lines = ['#include <cstddef>', ...headers.map((name) => `#include "nvds/${name}"`), '#ifndef __aarch64__', '#error "not AArch64"', '#endif'];
  const includes = lines.length;
  for (const [name, layouts] of Object.entries(structs)) {
    const layout = layouts.find(({ releases }) => releases.includes(release));
    if (!layout || !declared.has(name)) continue;
    lines.push(`static_assert(sizeof(nvds::${name}) == ${layout.size});`);
    for (const [field, offset, size, , kind] of layout.fields) {
      lines.push(`static_assert(offsetof(nvds::${name}, ${field}) == ${offset});`);
      if (kind !== 'reference') lines.push(`static_assert(sizeof(nvds::${name}::${field}) == ${size});`);
    }
  }
  return { source: `${lines.join('\n')}\n`, count: lines.length - includes };
}
