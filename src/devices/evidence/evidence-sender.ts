/** A PC that sends evidence itself, as the door proved it; nothing of it comes from the file. The most trusted first. */
export type SendingPc =
  /** Under mTLS. */
  | { readonly proof: 'certificate'; readonly deviceId: string; readonly name: string }
  /** By a claim token: the claim's device, but only claimed. */
  | { readonly proof: 'claim'; readonly deviceId: string; readonly packageId: string; readonly name: string }
  /** By a PIN, where no claim was accepted: a package and a name. */
  | { readonly proof: 'pin'; readonly packageId: string; readonly name: string };

/**
 * Where evidence comes from: a PC, or the operator `by`, who says which PC it was copied from. What is handed in is trusted less than
 * a certificate, since nobody else vouches for it, and more than what is only claimed.
 */
export type EvidenceSender =
  | SendingPc
  | { readonly proof: 'operator'; readonly deviceId: string; readonly name: string; readonly by: string };
