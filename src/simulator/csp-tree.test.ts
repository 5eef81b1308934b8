import { expect, test } from 'vitest';
import { CspTree } from './csp-tree.ts';

const WIFI = './Vendor/MSFT/WiFi/Profile';
const makeTree = () =>
  new CspTree({
    './DevDetail/SwV': { format: 'chr', value: '10.0.22631.4460' },
    [`${WIFI}/a%2Fb/WlanXml`]: { format: 'chr', value: '<x/>' },
    [`${WIFI}/c/WlanXml`]: { format: 'chr', value: '<y/>' },
  });

test('Get: a leaf answers its value, an interior node its children with "/" in a name escaped, nothing is 404', () => {
  const tree = makeTree();
  expect(tree.get('./devdetail/swv')).toEqual({ status: 200, format: 'chr', value: '10.0.22631.4460' });
  expect(tree.get(WIFI)).toEqual({ status: 200, format: 'node', value: 'a%2Fb/c' });
  expect(tree.get('./Vendor/MSFT/None')).toEqual({ status: 404 });
  expect(tree.list(WIFI).map((leaf) => leaf.uri)).toEqual([`${WIFI}/a%2Fb/WlanXml`, `${WIFI}/c/WlanXml`]);
});

test('Add 200 then 418, Replace 200 or 415 for another format, Delete 200 then 404, read-only 405', () => {
  const tree = makeTree();
  const uri = './Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera';
  expect([tree.add(uri, 'int', '0'), tree.add(uri, 'int', '0')]).toEqual([200, 418]);
  expect([tree.replace(uri, 'int', '1'), tree.replace(uri, 'chr', 'x')]).toEqual([200, 415]);
  expect(tree.get(uri)).toEqual({ status: 200, format: 'int', value: '1' });
  expect([tree.delete(uri), tree.delete(uri)]).toEqual([200, 404]);
  expect([
    tree.add('./DevDetail/x', 'chr', ''),
    tree.replace('./DevDetail/SwV', 'chr', ''),
    tree.delete('./DevDetail/SwV'),
  ]).toEqual([405, 405, 405]);
});

test('Delete takes a subtree and leaves nodes whose names only begin like it', () => {
  const tree = makeTree();
  tree.add(`${WIFI}s/d`, 'chr', 'z');
  expect(tree.delete(WIFI)).toBe(200);
  expect([tree.get(WIFI).status, tree.get(`${WIFI}s/d`).status]).toEqual([404, 200]);
});

test('what Windows sets by itself is not bound by what a server may do', () => {
  const tree = makeTree();
  tree.set('./DevDetail/SwV', '10.0.26100.1');
  expect(tree.get('./DevDetail/SwV').value).toBe('10.0.26100.1');
  tree.remove('./DevDetail/SwV');
  expect(tree.get('./DevDetail/SwV').status).toBe(404);
});
