import type { Text } from '../text.ts';

/**
 * Where a code was met, because one number can mean different things: joining Entra ID, getting a primary refresh token,
 * enrolling in Intune or another MDM (`mdm`) or in Baton, the ConfigMgr client's own traffic, or a program that an old platform ran.
 */
export type CodeContext = 'join' | 'prt' | 'mdm' | 'baton' | 'client' | 'carrier';

/** What one error number means, wherever it is met. */
export interface ErrorCode {
  /** As an unsigned 32-bit number. */
  readonly code: number;
  /** The symbol in Windows' headers, or what dsregcmd prints; empty where none is known. */
  readonly name: string;
  readonly meaning: Text;
  /** The finding that the code points at, by where it was met; a context that is not named has none. */
  readonly findings: Readonly<Partial<Record<CodeContext, string>>>;
  /** The document that says so: a public page of Microsoft, or `field` where it was seen in real output only. */
  readonly source: string;
}
