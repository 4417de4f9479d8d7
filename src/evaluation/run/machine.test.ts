import { expect, it } from 'vitest';
import { machineDifference } from './machine.js';

it('says how two machines differ in what the last digits of records depend on', () => {
  const one = { cpu: 'a', arch: 'x64', node: 'v24.0.0', onnxruntime: '1.30.0' };
  expect(machineDifference(one, { ...one })).toBeUndefined();
  expect(machineDifference(one, { ...one, cpu: 'b\n', node: 'v26.0.0' })).toEqual([
    'cpu a, node v24.0.0',
    String.raw`cpu b\n, node v26.0.0`,
  ]);
});
