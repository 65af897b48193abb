/** The published package: packed, installed in an empty folder without install scripts, loaded from ESM and CommonJS, run on a real video. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const execute = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const video = '/usr/share/doc/opencv-doc/examples/data/vtest.avi';
const model = join(root, 'models/centernet/config_infer.txt');

/** Where the package is packed to, and the consumer's folder in it. */
let packed: string;
let folder: string;

/** Runs Node in the consumer's folder, with nothing of this checkout in its environment. */
async function node(...args: string[]) {
  const { stdout } = await execute(process.execPath, args, { cwd: folder, timeout: 240_000, env: { PATH: process.env.PATH } });
  return stdout;
}

describe('the packed package', () => {
  beforeAll(async () => {
    packed = mkdtempSync(join(tmpdir(), 'node-deepstream-package-'));
    await execute('node', ['scripts/prebuild.mjs'], { cwd: root, timeout: 600_000 });
    const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', packed], { cwd: root, timeout: 120_000, maxBuffer: 1 << 26 });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    folder = join(packed, 'app');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'app', private: true }));
    await execute('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', join(packed, filename), 'rxjs@7'], {
      cwd: folder,
      timeout: 240_000,
    });
  }, 1_200_000);

  afterAll(() => rmSync(packed, { recursive: true, force: true }));

  it('loads from ESM', async () => {
    writeFileSync(join(folder, 'esm.mjs'), `import { Pipeline } from 'node-deepstream'; console.log(typeof Pipeline.launch);`);
    expect(await node('esm.mjs')).toBe('function\n');
  });

  it('loads from CommonJS', async () => {
    writeFileSync(join(folder, 'common.cjs'), `const { Pipeline } = require('node-deepstream'); console.log(typeof Pipeline.launch);`);
    expect(await node('--no-warnings', 'common.cjs')).toBe('function\n');
  });

  it.each(['operators', 'plot', 'sinks', 'testing'])('has node-deepstream/%s, for ESM, CommonJS and the compiler', async (name) => {
    const program = `import * as all from 'node-deepstream/${name}'; console.log(Object.keys(all).length > 2);`;
    writeFileSync(join(folder, 'part.mjs'), program);
    expect(await node('part.mjs')).toBe('true\n');
    writeFileSync(join(folder, 'part.cjs'), `console.log(Object.keys(require('node-deepstream/${name}')).length > 2);`);
    expect(await node('--no-warnings', 'part.cjs')).toBe('true\n');
    writeFileSync(join(folder, 'part.ts'), program);
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck'];
    const { stdout } = await execute(join(root, 'node_modules/.bin/tsc'), [...options, 'part.ts'], { cwd: folder }).catch((error) => error);
    expect(stdout).toBe('');
  });

  it('brings the add-on, the CPU runtime and ONNX Runtime', async () => {
    const report = JSON.parse(await node('node_modules/node-deepstream/dist/cli/main.js', 'doctor', '--json').catch((error) => error.stdout));
    expect(report).toMatchObject({ runtime: 'cpu', onnxRuntime: { file: expect.stringContaining('node_modules/node-deepstream/prebuilds') } });
  });

  it.skipIf(!existsSync(video))(
    'sees real people in a real video',
    async () => {
      writeFileSync(
        join(folder, 'people.mjs'),
        `import { Pipeline } from 'node-deepstream';
       import { firstValueFrom, take, toArray } from 'rxjs';
       const pipeline = Pipeline.launch(\`uridecodebin uri=file://${video} ! mux.sink_0
         nvstreammux name=mux batch-size=1 width=768 height=576 ! nvinfer name=pgie config-file-path=${model} !
         nvtracker name=tracker ! fakesink\`);
       const frames = firstValueFrom(pipeline.frames({ at: 'tracker', policy: 'block' }).pipe(take(20), toArray()));
       await pipeline.play();
       const people = (await frames).flatMap((frame) => frame.objects).filter((object) => object.label === 'person');
       await pipeline.close();
       console.log(JSON.stringify({ people: people.length, tracked: people.every((person) => typeof person.trackId === 'bigint') }));`,
      );
      const result = JSON.parse(await node('people.mjs')) as { people: number; tracked: boolean };
      expect(result.people).toBeGreaterThan(40);
      expect(result.tracked).toBe(true);
    },
    300_000,
  );
});
