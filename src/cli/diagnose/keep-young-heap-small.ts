/**
 * Lets V8's heap of young objects stay as large as it is: a log in which every line is kept and says something else lets it grow to
 * many times of what the facts need. V8 reads this flag at each growth, so that it may be set now.
 */
export function keepYoungHeapSmall(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
}
