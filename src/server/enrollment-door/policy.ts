import type { FastifyInstance } from 'fastify';
import { checkCredential } from '../../enrollment/check-credential.ts';
import type { EnrollmentRoom } from '../../enrollment/enrollment-room.ts';
import { parseGetPolicies } from '../../protocol/policy/parse-get-policies.ts';
import { renderGetPoliciesResponse } from '../../protocol/policy/render-get-policies-response.ts';
import { refuse, sendSoap, soapStep } from './soap.ts';
import { delayWrongSecret } from './throttle.ts';

export const POLICY_PATH = '/EnrollmentServer/Policy.svc';

const DAY_SECONDS = 86_400;

/** GetPolicies (MS-XCEP): the credential is checked without side effect, the certificate policy goes out. */
export function policyRoutes(app: FastifyInstance, room: EnrollmentRoom): void {
  app.post(POLICY_PATH, (request, reply) =>
    soapStep(room, request, reply, 'policy', async (body) => {
      const message = parseGetPolicies(body);
      const { refused, claim } = await checkCredential(room, message.credential);
      if (refused !== null) {
        await delayWrongSecret(refused.reason, request);
        return refuse(room, request, reply, { step: 'policy', relatesTo: message.messageId, refusal: refused, claim });
      }
      const settings = room.settings();
      return sendSoap(
        reply,
        renderGetPoliciesResponse({
          relatesTo: message.messageId,
          activityId: request.id,
          validitySeconds: settings['certificate.validityDays'] * DAY_SECONDS,
          renewalSeconds: settings['certificate.renewPeriodDays'] * DAY_SECONDS,
        }),
      );
    }),
  );
}
