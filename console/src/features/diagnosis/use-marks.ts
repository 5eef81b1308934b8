import { useMemo } from 'react';
import type { Diagnosis } from '../../api/types.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { findPlace } from './viewer/find-place.ts';
import { type Marks, markKey } from './viewer/marks.ts';
import type { ViewerFile } from './viewer/viewer-file.ts';

const NOTHING: Marks = new Map();

/** The lines that prove findings, with the titles of these. */
export function useMarks(files: readonly ViewerFile[] | null, diagnosis: Diagnosis | undefined): Marks {
  const language = useLanguage();
  return useMemo(() => {
    if (files === null || diagnosis === undefined) return NOTHING;
    const marks = new Map<string, string[]>();
    for (const finding of diagnosis.findings) {
      if (finding.severity === 'ok') continue;
      for (const place of finding.evidence) {
        const found = findPlace(files, place);
        if (found?.line == null) continue;
        const key = markKey(found.file, found.line);
        const titles = marks.get(key) ?? [];
        const title = finding.title[language];
        if (!titles.includes(title)) marks.set(key, [...titles, title]);
      }
    }
    return marks;
  }, [files, diagnosis, language]);
}
