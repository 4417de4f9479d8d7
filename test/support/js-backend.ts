import { setUsualBackend } from '../../src/core/kernels/backend.js';

// A second run of the tests of transforms that have two forms: by the reference, where they do not say otherwise.
setUsualBackend('js');
