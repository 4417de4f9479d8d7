import type { FullImage } from '../../core/image.js';
import type { ClassifierParts } from '../parts.js';
import { cotangentName, differentiate, gradientName } from '../gradient/differentiate.js';
import { logitsName } from '../logits-graph.js';
import { largestBatch, type Network, runNetwork } from '../network.js';
import { serializeModel } from '../onnx/model-file.js';
import { createSession } from '../session.js';
import { inputShape } from '../tensors.js';
import { features, gradCam } from './class-maps.js';
import { deepest, type SpatialValue, spatialValues, shapesOf } from './spatial.js';

/** A gradient graph with respect to feature maps. */
export interface GradCam {
  readonly layer: SpatialValue;
  readonly network: Network;
}

/** The deepest value with rows and columns: found by a run that gives the shapes of all candidates. */
async function findLayer({ graph, network, options }: ClassifierParts): Promise<SpatialValue> {
  const { name, input, inputName } = network;
  const values = spatialValues(graph, { name: inputName, layout: input.layout }, logitsName);
  if (values.length === 0) return deepest([], [], name);
  const shaped = shapesOf(graph, values);
  const session = await createSession(serializeModel(shaped.model), name, options);
  try {
    const { fixed = 1 } = network.batch;
    const dims = inputShape(input, fixed);
    const data = new Float32Array(dims.reduce((product, size) => product * size, 1));
    const shapes = await session.run(
      () => ({ [inputName]: { data, dims } }),
      shaped.outputs,
      (...outputs) => outputs.map((output) => [...output.data]),
    );
    return deepest(values, shapes, name);
  } finally {
    await session.dispose();
  }
}

/** Differentiates a model with respect to its deepest feature maps. */
export async function openGradCam(parts: ClassifierParts): Promise<GradCam> {
  const { graph, network, options } = parts;
  const { name, input, batch } = network;
  const layer = await findLayer(parts);
  const bytes = await differentiate(serializeModel(graph), { name, wrt: layer.name, inputShape: inputShape(input, 1) });
  const session = await createSession(bytes, name, options);
  return {
    layer,
    network: { ...network, session, batch: { ...batch, most: Math.min(batch.most, largestBatch.gradient) } },
  };
}

/** The Grad-CAMs of classes of one picture, and what they measure. */
export async function gradCamMaps(
  { layer, network }: GradCam,
  image: FullImage,
  indices: readonly number[],
  classes: number,
): Promise<{ width: number; height: number; classMaps: Float32Array[] }> {
  const results = await runNetwork(
    network,
    indices.map(() => image),
    [layer.name, gradientName],
    (row, _, [dims]) => {
      const maps = features(row(0), dims, layer.layout);
      return { width: maps.width, height: maps.height, classMap: gradCam(maps, row(1)) };
    },
    (start, count, batch) => {
      const data = new Float32Array(batch * classes);
      for (let i = 0; i < count; i++) data[i * classes + indices[start + i]] = 1;
      return { [cotangentName]: { data, dims: [batch, classes] } };
    },
  );
  const [{ width, height }] = results;
  return { width, height, classMaps: results.map(({ classMap }) => classMap) };
}
