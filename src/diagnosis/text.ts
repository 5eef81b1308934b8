/** A sentence in both languages; neither is the original of the other. */
export interface Text {
  readonly ja: string;
  readonly en: string;
}

/** The languages that every text of this room has. */
export type Language = keyof Text;
