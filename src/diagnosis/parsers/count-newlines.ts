/** Counts line ends of a block, four bytes at a time: how many lie in [from, to)? */
export function createNewlineCount(bytes: Uint8Array): (from: number, to: number) => number {
  if (bytes.byteOffset % 4 !== 0) return (from, to) => countSingly(bytes, from, to);
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2);
  return (from, to) => {
    if (to - from < 16) return countSingly(bytes, from, to);
    const firstWord = (from + 3) >> 2;
    const endWord = to >> 2;
    let count = countSingly(bytes, from, firstWord * 4) + countSingly(bytes, endWord * 4, to);
    for (let i = firstWord; i < endWord; i += 1) {
      const difference = (words[i] ?? 0) ^ 0x0a0a0a0a;
      // the top bit of each byte that is zero, that is, was a line end
      const zeros = ~(((difference & 0x7f7f7f7f) + 0x7f7f7f7f) | difference | 0x7f7f7f7f);
      if (zeros !== 0) count += ((zeros >>> 7) & 1) + ((zeros >>> 15) & 1) + ((zeros >>> 23) & 1) + (zeros >>> 31);
    }
    return count;
  };
}

function countSingly(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i += 1) if (bytes[i] === 0x0a) count += 1;
  return count;
}
