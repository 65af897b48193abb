/**
 * Reads CenterNet's outputs: `heatmap` [classes, h, w] holds the peaks of each class, zero elsewhere; `wh` [4, h, w] how far the edges of a
 * box are from its peak, left, top, right, bottom, in pixels of the model's input.
 */
import type { Detection, ModelOutput, TensorParser } from 'node-deepstream';

export function parseCenterNet({ threshold }: { threshold: number }): TensorParser {
  return (output) => {
    const heatmap = layerOf(output, 'heatmap');
    const edges = layerOf(output, 'wh').data;
    const [classes = 0, height = 0, width = 0] = heatmap.shape.slice(-3);
    const cells = width * height;
    const stride = { x: output.network.width / width, y: output.network.height / height };
    const last = { x: output.network.width - 1, y: output.network.height - 1 };
    const detections: Detection[] = [];
    for (let at = 0; at < classes * cells; at++) {
      const confidence = heatmap.data[at] as number;
      if (confidence < threshold || confidence <= 0) continue;
      const cell = at % cells;
      const x = (cell % width) * stride.x;
      const y = Math.floor(cell / width) * stride.y;
      const edge = (side: number) => edges[side * cells + cell] as number;
      const left = clip(x - edge(0), last.x);
      const top = clip(y - edge(1), last.y);
      const box = { left, top, width: clip(x + edge(2), last.x) - left, height: clip(y + edge(3), last.y) - top };
      if (box.width > 0 && box.height > 0) detections.push({ box, classId: Math.floor(at / cells), confidence });
    }
    return detections;
  };
}

function layerOf({ layers }: ModelOutput, name: string) {
  const layer = layers.find((each) => each.name === name);
  if (!(layer?.data instanceof Float32Array)) throw new Error(`The model gives no output "${name}" of 32-bit floats.`);
  return { shape: layer.shape, data: layer.data };
}

function clip(value: number, last: number): number {
  return Math.min(Math.max(value, 0), last);
}
