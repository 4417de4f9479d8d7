import { type Client, isAbort, LostWorkerError } from './client/client.js';
import type { App, Problem, State } from './state/app.js';
import { sampleOf } from './state/samples.js';
import { defaults, nameInLinks, type Settings, withPatch } from './state/settings.js';
import { createStore } from './state/store.js';
import { fromHash, toHash } from './state/url.js';
import type { ModelInfo, ModelRequest } from './worker/protocol.js';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Everything that was computed from a picture or a model that is there no more. */
const nothing = {
  attack: undefined,
  noise: undefined,
  deflected: undefined,
  denoised: undefined,
} satisfies Partial<State>;

async function fetchSample(key: string): Promise<{ name: string; file: Blob }> {
  const sample = sampleOf(key);
  if (sample === undefined) throw new Error(`There is no sample called ${key}.`);
  const answer = await fetch(sample.url).catch(() => undefined);
  if (!answer?.ok) throw new Error(`The sample ${sample.name} could not be downloaded.`);
  return { name: sample.name, file: await answer.blob() };
}

/** The setting of the model that answers. */
function modelInLinks(model: Pick<ModelInfo, 'name' | 'source'>): string {
  return model.source === 'built-in' ? '' : nameInLinks(model.name);
}

/** A link with a picture of its maker's own: what a reader should know. */
const foreignPicture: Problem = {
  kind: 'note',
  heading: 'This link was made with a picture of its own',
  text: 'Links hold settings and never pictures: here is a sample in its place. Ask for the picture, and drop it here.',
};

/**
 * The page's memory and what changes it.
 * @param place the address, which settings are read from and written to
 */
export function createApp(client: Client, place: Pick<Window, 'location' | 'history'>): App {
  const linked = fromHash(place.location.hash);
  const store = createStore<State>({
    settings: linked,
    modelRequest: { source: 'built-in' },
    provider: 'cpu',
    loading: undefined,
    model: undefined,
    modelProblem: undefined,
    linkedModel: undefined,
    workerProblem: undefined,
    picked: undefined,
    pictureProblem: undefined,
    outcomes: undefined,
    broken: undefined,
    ...nothing,
  });

  /** A picture that was given before there was a model to see it. */
  let waiting: string | File | undefined;
  /** Ends the load that is under way. */
  let loading = new AbortController();

  /** Settings, and what goes with them at the same moment. */
  const change = (patch: Partial<Settings>, state: Partial<State> = {}) => {
    const settings = withPatch(store.get().settings, patch);
    store.set({ ...state, settings });
    place.history.replaceState(null, '', toHash(settings));
  };

  /**
   * Takes a picture that was read; the one before stays where it cannot be used.
   * @param sample which one it is; empty for a picture of the user
   */
  const show = async (name: string, file: Blob, sample: string): Promise<void> => {
    const prepared = await client.request('prepare', { file });
    change({ sample }, { ...nothing, picked: { ...prepared, name, file }, pictureProblem: undefined });
  };

  const pick: App['pick'] = async (source) => {
    waiting = undefined;
    if (store.get().model === undefined) {
      waiting = source;
      return;
    }
    try {
      const { name, file } =
        typeof source === 'string' ? await fetchSample(source) : { name: source.name, file: source };
      await show(name, file, typeof source === 'string' ? source : '');
    } catch (error) {
      if (isAbort(error) || error instanceof LostWorkerError) return;
      const heading = typeof source === 'string' ? 'The sample cannot be shown' : `${source.name} cannot be used`;
      store.set({ pictureProblem: { heading, text: messageOf(error) } });
    }
  };

  /** Asks for a model; what was there stays where it fails. */
  const request = async (model: ModelRequest, provider: State['provider']): Promise<boolean> => {
    store.set({ modelProblem: undefined, loading: { phase: 'runtime', loaded: 0, total: 0 } });
    loading = new AbortController();
    const { signal } = loading;
    try {
      const info = await client.request(
        'load',
        { model, provider },
        { signal, onProgress: (progress) => store.set({ loading: progress }) },
      );
      // Pictures at the size of the model before are of no use to this one.
      const { picked, settings } = store.get();
      const fresh = { ...nothing, picked: undefined, model: info, modelRequest: model, provider };
      change({ model: modelInLinks(info) }, fresh);
      if (picked !== undefined) await show(picked.name, picked.file, settings.sample);
      return true;
    } catch (error) {
      if (!isAbort(error) && !(error instanceof LostWorkerError)) {
        const name = model.source === 'built-in' ? 'The built-in classifier' : model.name;
        store.set({ modelProblem: { heading: `${name} cannot be run`, text: messageOf(error) } });
      }
      return false;
    } finally {
      store.set({ loading: undefined });
    }
  };

  const load: App['load'] = async (model, provider = store.get().provider) => {
    await request(model, provider);
    const { linkedModel, settings } = store.get();
    if (linkedModel === settings.model) store.set({ linkedModel: undefined });
  };

  /** Takes the model that answers for the one that a link was made with, and remembers that there was another. */
  const noteModel = (linked: string): void => {
    const { model } = store.get();
    if (model === undefined) return;
    const present = modelInLinks(model);
    store.set({ linkedModel: linked === present ? undefined : linked });
    change({ model: present });
  };

  /** The sample of a link; another one where it has none, or one that is not there. */
  const pickSample = async (key: string): Promise<void> => {
    await pick(sampleOf(key) === undefined ? defaults.sample : key);
    if (key === '') store.set({ pictureProblem: foreignPicture });
  };

  const start: App['start'] = async () => {
    const { modelRequest, provider, settings } = store.get();
    if (!(await request(modelRequest, provider))) return;
    noteModel(settings.model);
    if (store.get().picked !== undefined) return;
    if (waiting === undefined) await pickSample(settings.sample);
    else await pick(waiting);
  };

  const follow: App['follow'] = async () => {
    const settings = fromHash(place.location.hash);
    const { sample } = store.get().settings;
    store.set({ settings });
    noteModel(settings.model);
    if (settings.sample !== sample) await pickSample(settings.sample);
  };

  client.onLost(({ message }) => {
    // A worker that ends before it has a model would do so again: a person decides.
    if (store.get().model === undefined) {
      store.set({ modelProblem: { heading: 'The classifier could not be started', text: message } });
      return;
    }
    const text = `${message} It was started again; what was running has to be started again.`;
    store.set({ model: undefined, workerProblem: { heading: 'The computation was interrupted', text } });
    void start();
  });

  return {
    store,
    client,
    change: (patch) => change(patch),
    pick,
    load,
    stopLoading: () => loading.abort(new DOMException('It was stopped', 'AbortError')),
    start,
    follow,
    dismiss: (problem) => store.set({ [problem]: undefined }),
  };
}
