import { ProtocolError } from '../protocol-error.ts';
import { checkLength } from '../xml/check-length.ts';
import { findChild, getChild, readXml, type XmlElement } from '../xml/read-xml.ts';
import { type Attributes, type Content, element, renderXml } from '../xml/write-xml.ts';
import { ENROLLMENT_LIMITS } from '../xml/xml-limits.ts';
import type { ResponseAction } from './action.ts';
import { DIAGNOSTICS, SOAP_12, WS_ADDRESSING } from './namespaces.ts';

/** A request with its envelope taken off. */
export interface SoapRequest {
  /** As sent, blanks included: goes into `RelatesTo`. */
  messageId: string;
  header: XmlElement;
  /** The one element in the Body. It, not the Action header, says what is asked. */
  body: XmlElement;
}

/** What every response carries in its header. */
export interface ResponseHeader {
  /** MessageID of the request, byte for byte; empty, and then left out, where the request could not be read that far. */
  relatesTo: string;
  /** Id of this exchange in our log. */
  activityId?: string;
}

const MESSAGE_ID_LIMIT = 1_024;

/**
 * Reads a SOAP 1.2 request and hands it to `read`.
 * Throws ProtocolError that always has a fault name (MessageFormat where `read` named none) and, as soon as the header
 * could be read, the MessageID to answer.
 */
export function parseSoapRequest<T>(bytes: Uint8Array, read: (request: SoapRequest) => T): T {
  let messageId: string | undefined;
  try {
    const envelope = readXml(bytes, ENROLLMENT_LIMITS);
    if (envelope.ns !== SOAP_12 || envelope.local !== 'Envelope') {
      throw new ProtocolError('unexpected', 'the message is no SOAP 1.2 envelope');
    }
    const header = getChild(envelope, 'Header', SOAP_12);
    const id = getChild(header, 'MessageID', WS_ADDRESSING).text;
    messageId = checkLength(id, MESSAGE_ID_LIMIT, 'MessageID');
    const [body, second] = getChild(envelope, 'Body', SOAP_12).children;
    if (body === undefined) throw new ProtocolError('missing', 'the Body is empty');
    if (second !== undefined) throw new ProtocolError('doubled', 'the Body holds more than one element');
    return read({ messageId, header, body });
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new ProtocolError(error.code, error.message, {
      faultName: error.faultName ?? 'MessageFormat',
      ...(messageId === undefined ? {} : { messageId }),
    });
  }
}

/** Throws ProtocolError `unexpected` unless the request's body is this element. */
export function checkBody(request: SoapRequest, local: string, ns: string): void {
  if (request.body.local !== local || request.body.ns !== ns) {
    throw new ProtocolError('unexpected', `the Body does not hold ${local}`);
  }
}

/** Fields of a simple sequence: trimmed text of the one child with this name, undefined where it is absent or nil. */
export function findField(parent: XmlElement, local: string, limit: number): string | undefined {
  const child = findChild(parent, local);
  return child === undefined ? undefined : checkLength(child.text.trim(), limit, local);
}

/**
 * A SOAP 1.2 response in UTF-8. `headers` follow the addressing headers; `bodyAttributes` are customarily the
 * declarations of xsi and xsd.
 */
export function renderSoapResponse(
  action: ResponseAction,
  header: ResponseHeader,
  body: Content,
  options: { headers?: Content; bodyAttributes?: Attributes } = {},
): Buffer {
  const { relatesTo, activityId } = header;
  return renderXml(
    element(
      's:Envelope',
      { 'xmlns:s': SOAP_12, 'xmlns:a': WS_ADDRESSING },
      element(
        's:Header',
        {},
        element('a:Action', { 's:mustUnderstand': '1' }, action),
        activityId === undefined
          ? undefined
          : element('ActivityId', { CorrelationId: activityId, xmlns: DIAGNOSTICS }, activityId),
        relatesTo === '' ? undefined : element('a:RelatesTo', {}, relatesTo),
        options.headers,
      ),
      element('s:Body', options.bodyAttributes, body),
    ),
  );
}
