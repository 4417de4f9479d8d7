import { type CamLayer, camLayer } from './activation/cam-layer.js';
import type { ModelCard } from './card.js';
import type { CardBeforeRun } from './complete-card.js';
import { ModelError } from './errors.js';
import { firstRun } from './first-run.js';
import type { GraphFacts } from './graph-facts.js';
import { exposeLogits, type LogitsGraph, withOutputs } from './logits-graph.js';
import type { Network } from './network.js';
import { type ParsedModel, serializeModel } from './onnx/model-file.js';
import { createSession, type SessionOptions } from './session.js';

type OutputKind = ModelCard['output'];

/** A model in memory that has run once. */
export interface Started {
  /** What its output holds, by its card or as it turned out. */
  readonly kind: OutputKind;
  readonly graph: LogitsGraph;
  readonly network: Network;
  readonly cam: CamLayer | undefined;
  readonly classes: number;
  /** Whether the scores are distributions: each in [0,1], with sum 1. */
  readonly distributions: boolean;
}

/** Opens a session whose logits are those of a kind of output, and runs it for the first time. */
async function startAs(
  kind: OutputKind,
  model: ParsedModel,
  facts: GraphFacts,
  { name, input }: CardBeforeRun,
  options: SessionOptions,
): Promise<Started> {
  const graph = exposeLogits(model, facts, kind);
  const cam = camLayer(model, facts, graph.from);
  const outputs = [graph.scores, ...(cam ? [cam.feature] : [])];
  const session = await createSession(serializeModel(withOutputs(graph.model, outputs)), name, options);
  try {
    const network = { name, session, inputName: facts.input.name, input, batch: { fixed: undefined, most: 1 } };
    const { batch, ...first } = await firstRun(network, graph.scores, facts.input.dims?.[0]);
    return { kind, graph, cam, network: { ...network, batch }, ...first };
  } catch (error) {
    await session.dispose();
    throw error;
  }
}

/**
 * Starts a model as its card says, or, where nothing says what its output holds, as what the first outputs look like.
 * @throws ModelError for probabilities where the card says logits, and the other way round
 */
export async function startModel(
  model: ParsedModel,
  facts: GraphFacts,
  card: CardBeforeRun,
  options: SessionOptions,
): Promise<Started> {
  const started = await startAs(card.output ?? 'logits', model, facts, card, options);
  const { distributions, graph, network } = started;
  // What was cut off before its softmax is a score by construction.
  if (graph.cut || distributions === graph.probabilities) return started;
  await network.session.dispose();
  if (card.output === undefined) {
    return startAs('probabilities', model, facts, card, { ...options, executionProviders: [network.session.provider] });
  }
  throw new ModelError(
    card.name,
    distributions
      ? "gives probabilities, its card says logits: set output to 'probabilities'"
      : "gives scores that are no probabilities (in [0,1], with sum 1), its card says so: set output to 'logits'",
  );
}
