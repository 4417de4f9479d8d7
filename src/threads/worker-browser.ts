import { answer, type Request } from './answer.js';

const port = globalThis as unknown as {
  addEventListener(kind: 'message', listener: (event: MessageEvent<Request>) => void): void;
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
};
port.addEventListener('message', ({ data }) => {
  const { reply, transfer } = answer(data);
  port.postMessage(reply, transfer);
});
port.postMessage('ready');
