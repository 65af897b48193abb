import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { InlineConfig } from 'vitest/node';

const lib = join(import.meta.dirname, 'lib');
const shared = {
  alias: [
    { find: /^node-deepstream$/, replacement: join(lib, 'index.ts') },
    { find: /^node-deepstream\/(.+)$/, replacement: join(lib, '$1/index.ts') },
  ],
};
/** Native code: a process for each file, one at a time, with the garbage collector within reach. */
const native = {
  pool: 'forks' as const,
  isolate: true,
  fileParallelism: false,
  execArgv: ['--expose-gc'],
  testTimeout: 60_000,
  // A wrong call of GStreamer or GLib ends the test process; NVIDIA's own metadata library makes some.
  env: { G_DEBUG: process.env.NDS_METADATA_FROM ? '' : 'fatal-criticals' },
} satisfies InlineConfig;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          // Properties are tried a hundred times, commands are processes: a busy machine takes its time.
          testTimeout: 60_000,
          include: ['test/unit/**/*.test.ts'],
          typecheck: { enabled: true, tsconfig: 'test/types/tsconfig.json', include: ['test/types/**/*.test-d.ts'] },
        },
      },
      { test: { ...shared, ...native, name: 'native', include: ['test/native/**/*.test.ts'] } },
      { test: { ...shared, ...native, name: 'package', include: ['test/package/**/*.test.ts'] } },
    ],
  },
});
