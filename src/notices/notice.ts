/** One thing that an administrator should hear of although nobody looks at the console. */
export interface Notice {
  /** What makes it one thing: a second notice of the same key is not told. */
  readonly key: string;
  readonly event: 'pin-expires' | 'finding-appeared';
  readonly at: string;
  readonly text: { readonly ja: string; readonly en: string };
  /** Page of the console. */
  readonly link: string;
  /** Numbers and ids for programs. */
  readonly detail: Readonly<Record<string, string | number>>;
}
