import type { Client } from '../client/client.js';
import type {
  AttackOutcome,
  Deflected,
  Denoised,
  LoadProgress,
  ModelInfo,
  ModelRequest,
  NoiseOutcome,
  Prepared,
} from '../worker/protocol.js';
import type { Settings } from './settings.js';
import type { Store } from './store.js';

/** The picture that everything is about. */
export interface Picked extends Prepared {
  /** What it is called on the page. */
  readonly name: string;
  /** The file as it was given: prepared again for another model. */
  readonly file: Blob;
}

/** Something that a person should know about the model or the picture; a picture or model before it stays in use. */
export interface Problem {
  readonly heading: string;
  readonly text: string;
}

/**
 * What the page knows. Each result belongs to the one section that asks for it and is undefined while it is being made:
 * sections below it wait. README.md says which is whose.
 */
export interface State {
  readonly settings: Settings;
  /** The model that is asked for, and how far its load is; undefined where none is under way. */
  readonly modelRequest: ModelRequest;
  readonly loading: LoadProgress | undefined;
  readonly model: ModelInfo | undefined;
  readonly modelProblem: Problem | undefined;
  /** How often the worker was lost: results of before are of the same numbers, but what was under way has ended. */
  readonly losses: number;
  readonly workerProblem: Problem | undefined;
  readonly picked: Picked | undefined;
  readonly pictureProblem: Problem | undefined;
  readonly attack: AttackOutcome | undefined;
  readonly noise: NoiseOutcome | undefined;
  readonly deflected: Deflected | undefined;
  readonly denoised: Denoised | undefined;
}

/** What a section is given. */
export interface App {
  readonly store: Store<State>;
  readonly client: Client;
  /** Changes settings: each is brought into its range, and the address follows. */
  change(patch: Partial<Settings>): void;
  /** Takes another picture: a sample by its name, or a file. The one before stays where this cannot be read. */
  pick(source: string | File): Promise<void>;
  /** Loads another model. The one before stays where this cannot be run. */
  load(request: ModelRequest): Promise<void>;
}
