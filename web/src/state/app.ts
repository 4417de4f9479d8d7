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
import type { Broken, Outcomes } from './outcomes.js';
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
  /** Default: an error. */
  readonly kind?: 'note';
  readonly heading: string;
  readonly text: string;
}

/**
 * What the page knows. Each result belongs to the one section that asks for it, and is undefined where there is none for this
 * picture: sections below it wait. README.md says which is whose.
 */
export interface State {
  readonly settings: Settings;
  /** The model that is asked for, and how far its load is; undefined where none is under way. */
  readonly modelRequest: ModelRequest;
  /** Where it is to run; not in links, as it is a matter of the device. */
  readonly provider: 'cpu' | 'webgpu';
  readonly loading: LoadProgress | undefined;
  readonly model: ModelInfo | undefined;
  readonly modelProblem: Problem | undefined;
  /** The model that a link was made with, where another one answers: its setting, empty for the built-in classifier. */
  readonly linkedModel: string | undefined;
  /** That the worker was lost; there is a new one by then. */
  readonly workerProblem: Problem | undefined;
  readonly picked: Picked | undefined;
  readonly pictureProblem: Problem | undefined;
  readonly attack: AttackOutcome | undefined;
  readonly noise: NoiseOutcome | undefined;
  readonly deflected: Deflected | undefined;
  readonly denoised: Denoised | undefined;
  readonly outcomes: Outcomes | undefined;
  readonly broken: Broken | undefined;
}

/** What a section is given. */
export interface App {
  readonly store: Store<State>;
  readonly client: Client;
  /** Changes settings: each is brought into its range, and the address follows. */
  change(patch: Partial<Settings>): void;
  /** Takes another picture: a sample by its name, or a file. The one before stays where this cannot be read. */
  pick(source: string | File): Promise<void>;
  /** Loads another model, or the same one elsewhere. The one before stays where this cannot be run. */
  load(request: ModelRequest, provider?: State['provider']): Promise<void>;
  /** Gives up a load that is under way; the model before stays. */
  stopLoading(): void;
  /** Loads the model that is asked for, and takes the picture of the settings where there is none: at first, or again. */
  start(): Promise<void>;
  /** Takes the settings of the address, which a person has changed. */
  follow(): Promise<void>;
  /** Puts away a message that was read. */
  dismiss(problem: 'modelProblem' | 'pictureProblem' | 'workerProblem' | 'linkedModel'): void;
}
