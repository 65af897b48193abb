/** Whose elements run in this process: NVIDIA's, or the embedded ones. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DeepStreamError, guarded } from './errors.js';
import { type LoadedBinding, loadBinding, type NativeBinding } from './native.js';
import type { RuntimeChoice } from './options.js';

export type Runtime = 'deepstream' | 'cpu';

/** Name of the embedded plugin in GStreamer's registry. */
const EMBEDDED = 'nodedeepstream';
/** DeepStream is there when these come from another plugin than ours. */
const WITNESSES = ['nvstreammux', 'nvinfer'];

let deepStreamUsed = false;

/** Makes the wanted runtime's elements available and says which one it is. Throws `ERR_RUNTIME`. */
export function chooseRuntime(choice: RuntimeChoice): { binding: NativeBinding; runtime: Runtime } {
  const loaded = loadBinding();
  const { binding } = loaded;
  const current = currentRuntime(binding);
  if (current === 'cpu' && choice === 'deepstream') {
    throw new DeepStreamError({
      code: 'ERR_RUNTIME',
      message: 'This process already runs the embedded CPU runtime.',
      key: 'runtime',
      value: choice,
      remedy: 'Ask for runtime "deepstream" with the first pipeline, in a process of its own.',
    });
  }
  if (current === undefined && choice === 'deepstream') throw noDeepStream(binding);
  if (current === 'cpu') return { binding, runtime: current };
  if (current === 'deepstream' && choice !== 'cpu') {
    deepStreamUsed = true;
    return { binding, runtime: current };
  }
  if (deepStreamUsed) {
    throw new DeepStreamError({
      code: 'ERR_RUNTIME',
      message: 'This process already runs DeepStream.',
      key: 'runtime',
      value: choice,
      remedy: 'Ask for runtime "cpu" with the first pipeline, in a process of its own.',
    });
  }
  loadEmbedded(loaded);
  return { binding, runtime: 'cpu' };
}

/** What GStreamer's registry has; undefined before a runtime was loaded on a machine without DeepStream. */
export function currentRuntime(binding: NativeBinding): Runtime | undefined {
  const plugins = WITNESSES.map((factory) => guarded(() => binding.inspect(factory))?.plugin);
  if (plugins.includes(EMBEDDED)) return 'cpu';
  return plugins.every((plugin) => plugin !== undefined) ? 'deepstream' : undefined;
}

/** The embedded plugin, beside the add-on. */
export function embeddedPlugin({ file }: LoadedBinding): string {
  return join(dirname(file), 'runtime', `libgst${EMBEDDED}.so`);
}

/** ONNX Runtime's library: named by the environment, beside the plugin, or of the installed npm package `onnxruntime-node`. */
export function findOnnxRuntime(plugin: string): string | undefined {
  const named = process.env.NODE_DEEPSTREAM_ONNXRUNTIME;
  if (named) return named;
  const beside = join(dirname(plugin), 'libonnxruntime.so.1');
  if (existsSync(beside)) return beside;
  try {
    const entry = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
    const file = join(dirname(entry), 'bin', 'napi-v6', 'linux', process.arch, 'libonnxruntime.so.1');
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}

function loadEmbedded(loaded: LoadedBinding): void {
  const plugin = embeddedPlugin(loaded);
  if (!existsSync(plugin)) {
    throw new DeepStreamError({
      code: 'ERR_RUNTIME',
      message: 'The embedded CPU runtime is not there.',
      file: plugin,
      remedy: 'In a checkout run "npm run setup"; else install node-deepstream again.',
    });
  }
  const onnxRuntime = findOnnxRuntime(plugin);
  // nvinfer loads the library when it starts, and says how to get it where there is none.
  if (onnxRuntime) loaded.binding.setEnvironment('NODE_DEEPSTREAM_ONNXRUNTIME', onnxRuntime);
  guarded(() => loaded.binding.loadPlugin(plugin));
}

function noDeepStream(binding: NativeBinding): DeepStreamError {
  const missing = WITNESSES.filter((factory) => !guarded(() => binding.inspect(factory)));
  return new DeepStreamError({
    code: 'ERR_RUNTIME',
    message: `DeepStream is not installed on this machine: GStreamer has no ${missing.join(' and no ')}.`,
    key: 'runtime',
    value: 'deepstream',
    remedy: 'Install the DeepStream SDK, or use runtime "cpu"; "npx node-deepstream doctor" says what is missing.',
  });
}
