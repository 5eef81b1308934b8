/** Who may be uploading at once. */
export interface UploadTurns {
  /** Takes a turn for a person; the function gives it back. `person`: this one has a turn already; `all`: all are taken. */
  take(person: string): (() => void) | 'person' | 'all';
}

/** At most `most` turns at once, and one for each person. */
export function createUploadTurns(most: number): UploadTurns {
  const taken = new Set<string>();
  return {
    take: (person) => {
      if (taken.has(person)) return 'person';
      if (taken.size >= most) return 'all';
      taken.add(person);
      let isBack = false;
      return () => {
        // a second return would take away the turn that the person took since
        if (!isBack) taken.delete(person);
        isBack = true;
      };
    },
  };
}
