/** How much XML one message may hold. A message that passes any of them is refused before more of it is read. */
export interface XmlLimits {
  /** Length of the whole message in bytes. */
  bytes: number;
  /** Elements in all. */
  elements: number;
  /** Elements inside one another. */
  depth: number;
  /** Attributes of one element, namespace declarations included. */
  attributes: number;
  /** Length of one attribute value in UTF-16 units. */
  attributeLength: number;
}

/** Limits of a SOAP message at the enrollment door: ten times what the largest attestation blob needs. */
export const ENROLLMENT_LIMITS: XmlLimits = {
  bytes: 1024 * 1024,
  elements: 4_000,
  depth: 64,
  attributes: 32,
  attributeLength: 8_192,
};

/** Limits of a SyncML message: an application inventory takes several megabytes and tens of thousands of elements. */
export const SYNCML_LIMITS: XmlLimits = {
  bytes: 8 * 1024 * 1024,
  elements: 400_000,
  depth: 64,
  attributes: 32,
  attributeLength: 8_192,
};
