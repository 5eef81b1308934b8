/** UPN and secret in clear text: what a provisioning package, or a person in Settings, gave Windows (MS-MDE2 3.3.4.1.1.1). */
export interface UsernameCredential {
  kind: 'username';
  /** Trimmed, not compared with anything yet. */
  username: string;
  /** Trimmed. Empty in a renewal. Never log it. */
  password: string;
}

/** The token handed to RegisterDeviceWithManagement or to the browser leg, base64 taken off once. */
export interface UserTokenCredential {
  kind: 'user-token';
  token: Buffer;
}

/** A JSON Web Token, as a PC with an Entra relationship offers it. Unverified; never log it. */
export interface JwtCredential {
  kind: 'jwt';
  token: string;
}

/** A certificate offered under AuthPolicy Certificate. Nothing of it has been verified. */
export interface X509Credential {
  kind: 'x509';
  der: Buffer;
}

/** What the `wsse:Security` header of a GetPolicies or RequestSecurityToken carries. */
export type SoapCredential = UsernameCredential | UserTokenCredential | JwtCredential | X509Credential;
