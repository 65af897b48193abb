/**
 * Prepares the models of the demo and the tests in models/ (ignored by git): nothing is downloaded, everything comes from installed
 * packages. Each folder gets the model, its nvinfer configuration, its labels and SOURCE.txt with origin, licence and checksum.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { convertCenterNet } from './centernet.js';
import { cocoLabels } from './coco-labels.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** SHA-256 of the converted model: a changed package or converter is noticed, not run. */
const CENTERNET_SHA256 = 'c79ea4148b58c0c0f788b9800c5a31a375bb6e09c2ae630b45c08fc943d23238';

const centerNetConfig = `# COCO detector (CenterNet, MobileNetV3) for nvinfer. Written by scripts/models/prepare.ts.
[property]
gie-unique-id=1
onnx-file=centernet.onnx
labelfile-path=labels.txt
network-type=0
process-mode=1
batch-size=1
network-mode=0
# channels;height;width: any multiple of 32, smaller is faster
infer-dims=3;480;640
# RGB, 0..255, no normalisation
model-color-format=0
net-scale-factor=1.0
num-detected-classes=80
custom-lib-path=../../build/Release/runtime/libnvds_parsers.so
parse-bbox-func-name=NvDsInferParseCustomCenterNet
# non-maximum suppression
cluster-mode=2

[class-attrs-all]
pre-cluster-threshold=0.4
nms-iou-threshold=0.5
`;

function prepareCenterNet(): void {
  const source = join(root, 'node_modules', '@vladmandic', 'human');
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string };
  const model = convertCenterNet(join(source, 'models', 'centernet.json'));
  const sha256 = createHash('sha256').update(model).digest('hex');
  if (sha256 !== CENTERNET_SHA256) {
    throw new Error(
      `The converted CenterNet model has checksum ${sha256}, expected ${CENTERNET_SHA256}. ` +
        `Installed is @vladmandic/human ${version}; run "npm ci" to get the locked version.`,
    );
  }
  write('centernet', {
    'centernet.onnx': model,
    'labels.txt': `${cocoLabels.join('\n')}\n`,
    'config_infer.txt': centerNetConfig,
    'SOURCE.txt': `centernet.onnx: converted from the npm package @vladmandic/human ${version} (MIT licence), models/centernet.json\nsha256 ${sha256}\n`,
  });
}

function write(folder: string, files: Record<string, string | Buffer>): void {
  const target = join(root, 'models', folder);
  mkdirSync(target, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(target, name), content);
  console.log(`models/${folder}: ${Object.keys(files).join(', ')}`);
}

prepareCenterNet();
