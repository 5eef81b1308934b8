import { expect, test } from 'vitest';
import { execute } from './execute.ts';
import { makePc } from './pc.ts';
import { Random } from './random.ts';
import { at, type Node, readDocument } from './xml.ts';

const CAMERA = './Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera';
const newPc = () => makePc(new Random(1), { name: 'PC-1' });
const item = (uri: string, data = '', format = 'int') =>
  `<Item><Target><LocURI>${uri}</LocURI></Target><Meta><Format xmlns="syncml:metinf">${format}</Format></Meta><Data>${data}</Data></Item>`;
const command = (name: string, cmdId: number, content: string) =>
  `<${name}><CmdID>${cmdId}</CmdID>${content}</${name}>`;

/** Statuses of an answer as `CmdRef Cmd Data`, and its Results as text. */
function run(pc: ReturnType<typeof newPc>, ...commands: string[]) {
  const { body, left } = execute(pc, readDocument(`<x>${commands.join('')}</x>`).children, 1);
  const answer = readDocument(`<x>${body}</x>`).children;
  const text = (node: Node, name: string) => at(node, name)?.text ?? '';
  return {
    left,
    statuses: answer
      .filter((node) => node.name === 'Status')
      .map((node) => `${text(node, 'CmdRef')} ${text(node, 'Cmd')} ${text(node, 'Data')}`),
    results: answer.filter((node) => node.name === 'Results').map((node) => at(node, 'Item', 'Data')?.text),
  };
}

test('SyncHdr first, then one Status for each command; a Get also answers Results, a missing node 404 and none', () => {
  const pc = newPc();
  expect(run(pc, command('Get', 5, item('./DevInfo/Man')), command('Get', 6, item('./No/Such')))).toEqual({
    left: false,
    statuses: ['0 SyncHdr 200', '5 Get 200', '6 Get 404'],
    results: [pc.hardware.maker],
  });
});

test('Add on what exists is 418, Replace sets it, Delete takes it away and is 404 then, Exec is done', () => {
  const { statuses } = run(
    newPc(),
    command('Add', 2, item(CAMERA, '0')),
    command('Replace', 3, item(CAMERA, '0')),
    command('Delete', 4, item(CAMERA)),
    command('Delete', 5, item(CAMERA)),
    command('Exec', 6, item('./Vendor/MSFT/Reboot/RebootNow')),
  );
  expect(statuses.slice(1)).toEqual(['2 Add 418', '3 Replace 200', '4 Delete 200', '5 Delete 404', '6 Exec 200']);
});

test('an Atomic is all or nothing: 507, the failing member its own code, those before it 216, those after it 215', () => {
  const members = [
    command('Replace', 11, item(CAMERA, '0')),
    command('Replace', 12, item('./DevInfo/Man', 'x', 'chr')),
    command('Replace', 13, item(CAMERA, '1')),
  ];
  const pc = newPc();
  expect(run(pc, command('Atomic', 10, members.join(''))).statuses.slice(1)).toEqual([
    '10 Atomic 507',
    '11 Replace 216',
    '12 Replace 405',
    '13 Replace 215',
  ]);
  expect(pc.tree.get(CAMERA).value).toBe('1'); // as it was
  const get = command('Atomic', 10, command('Get', 11, item('./DevInfo/Man')));
  expect(run(newPc(), get).statuses.slice(1)).toEqual(['10 Atomic 507', '11 Get 500']);
});

test('Exec Unenroll has no Status and ends the session at once', () => {
  const order = item('./Device/Vendor/MSFT/DMClient/Provider/Baton/Unenroll', 'Baton', 'chr');
  const answer = run(newPc(), command('Exec', 2, order), command('Get', 3, item('./DevInfo/Man')));
  expect(answer).toEqual({ left: true, statuses: ['0 SyncHdr 200'], results: [] });
});
