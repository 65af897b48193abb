// NVIDIA's hardware decoder and converter, from their public wheels, and the environment in which GStreamer finds them. x86-64 only.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { nvidiaMetadata } from './nvidia-metadata.mjs';
import { root, run } from './steps.mjs';

// What the decoder's libraries need besides the driver.
const wheels = ['nvidia-npp==13.*', 'nvidia-cuda-runtime==13.*'];
const cuda = join(root, 'build', 'nvidia-cuda');

/** `NVIDIA_CUDA_LIBRARIES` names a folder that has libnppig.so.13 and libcudart.so.13 already, such as an installed toolkit's. */
export async function nvidiaElements(report) {
  const folder = await nvidiaMetadata(report);
  const libraries = process.env.NVIDIA_CUDA_LIBRARIES ?? (await cudaLibraries(report));
  const paths = (name, ...values) => [...values, process.env[name]].filter(Boolean).join(delimiter);
  return {
    folder,
    environment: {
      LD_LIBRARY_PATH: paths('LD_LIBRARY_PATH', folder, libraries),
      GST_PLUGIN_PATH: paths('GST_PLUGIN_PATH', folder),
      LIBV4L2_PLUGIN_DIR: join(folder, 'v4l_plugins'),
      NODE_DEEPSTREAM_KEEP_ELEMENTS: 'nvv4l2decoder,nvvideoconvert',
      USE_NEW_NVSTREAMMUX: 'yes',
    },
  };
}

async function cudaLibraries(report) {
  const folder = join(cuda, 'nvidia', 'cu13', 'lib');
  if (existsSync(join(folder, 'libnppig.so.13')) && existsSync(join(folder, 'libcudart.so.13'))) return folder;
  rmSync(cuda, { recursive: true, force: true });
  mkdirSync(cuda, { recursive: true });
  await run(['python3', '-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', '--dest', cuda, ...wheels], { progress: report });
  for (const file of readdirSync(cuda).filter((name) => name.endsWith('.whl'))) {
    await run(['python3', '-m', 'zipfile', '-e', join(cuda, file), cuda], { progress: report });
    rmSync(join(cuda, file));
  }
  return folder;
}
