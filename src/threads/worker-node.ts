import { parentPort } from 'node:worker_threads';
import { answer, type Request } from './answer.js';

const port = parentPort!;
port.on('message', (request: Request) => {
  const { reply, transfer } = answer(request);
  port.postMessage(reply, transfer);
});
port.postMessage('ready');
