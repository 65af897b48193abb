/** Which elements a process runs. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RuntimeChoice } from '../../lib/index.js';
import { cpuRegistry, FakeBinding, type Registry } from './fake-binding.js';

const nvidia: Registry = { nvstreammux: 'nvdsgst_multistream', nvinfer: 'nvdsgst_infer' };
let folder: string;
let binding: FakeBinding;
/** A process of its own, as far as the library can tell. */
let process_: typeof import('../../lib/runtime.js');

async function machine(registry: Registry, files: readonly string[] = ['libgstnodedeepstream.so']): Promise<void> {
  vi.resetModules();
  mkdirSync(join(folder, 'runtime'), { recursive: true });
  for (const file of files) writeFileSync(join(folder, 'runtime', file), '');
  binding = new FakeBinding({ ...registry });
  (await import('../../lib/native.js')).useBinding(binding, join(folder, 'node_deepstream.node'));
  process_ = await import('../../lib/runtime.js');
}
const choose = (choice: RuntimeChoice) => process_.chooseRuntime(choice).runtime;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nds-runtime-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('the runtime', () => {
  it('is DeepStream where its plugins are installed', async () => {
    await machine(nvidia);
    expect(choose('auto')).toBe('deepstream');
    expect(choose('deepstream')).toBe('deepstream');
    expect(binding.plugins).toEqual([]);
  });

  it('is the embedded one where they are not', async () => {
    await machine({});
    expect(choose('auto')).toBe('cpu');
    expect(binding.plugins).toEqual([join(folder, 'runtime', 'libgstnodedeepstream.so')]);
  });

  it('is the embedded one where only a part of DeepStream is installed', async () => {
    await machine({ nvstreammux: 'nvdsgst_multistream' });
    expect(choose('auto')).toBe('cpu');
  });

  it('is loaded once', async () => {
    await machine({});
    choose('auto');
    choose('cpu');
    expect(binding.plugins).toHaveLength(1);
  });

  it('can be the embedded one on a DeepStream machine', async () => {
    await machine(nvidia);
    expect(choose('cpu')).toBe('cpu');
    expect(choose('auto')).toBe('cpu');
  });

  it('cannot be DeepStream on a machine without it: the error says so and what to do', async () => {
    await machine({});
    expect(() => choose('deepstream')).toThrow(
      expect.objectContaining({ code: 'ERR_RUNTIME', message: expect.stringMatching(/not installed.*no nvstreammux.*Install the DeepStream SDK/) }),
    );
  });

  it('does not change within a process', async () => {
    await machine(cpuRegistry);
    expect(() => choose('deepstream')).toThrow('already runs the embedded CPU runtime');
    await machine(nvidia);
    choose('auto');
    expect(() => choose('cpu')).toThrow('already runs DeepStream');
  });

  it('that is not built is an error that names the file', async () => {
    await machine({}, []);
    rmSync(join(folder, 'runtime', 'libgstnodedeepstream.so'), { force: true });
    expect(() => choose('cpu')).toThrow(expect.objectContaining({ code: 'ERR_RUNTIME', file: expect.stringContaining('libgstnodedeepstream.so') }));
  });
});

describe('ONNX Runtime', () => {
  it('is taken from beside the plugin first', async () => {
    await machine({}, ['libgstnodedeepstream.so', 'libonnxruntime.so.1']);
    choose('auto');
    expect(binding.environment.NODE_DEEPSTREAM_ONNXRUNTIME).toBe(join(folder, 'runtime', 'libonnxruntime.so.1'));
  });

  it('is taken from the installed onnxruntime-node else', async () => {
    await machine({});
    choose('auto');
    expect(binding.environment.NODE_DEEPSTREAM_ONNXRUNTIME).toMatch(/onnxruntime-node\/bin\/napi-v6\/linux\/\w+\/libonnxruntime\.so\.1$/);
  });

  it('is what the environment names, before all', async () => {
    vi.stubEnv('NODE_DEEPSTREAM_ONNXRUNTIME', '/opt/ort.so');
    await machine({}, ['libgstnodedeepstream.so', 'libonnxruntime.so.1']);
    choose('auto');
    expect(binding.environment.NODE_DEEPSTREAM_ONNXRUNTIME).toBe('/opt/ort.so');
  });
});
