import type { Command } from '../../api/types.ts';
import { formatClock } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/texts.ts';
import { Moment } from '../../ui/moment.tsx';
import { useZone } from '../../ui/person.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import styles from './device-commands.module.css';

/** What was ordered of the PC, newest first; many nodes of one order are one line. */
export function DeviceCommands({ commands }: { readonly commands: readonly Command[] }) {
  const t = useTexts();
  const zone = useZone();
  const orders = groupOrders(commands);
  return (
    <div className={styles.section}>
      <h2>{t('device:orders')}</h2>
      {orders.length === 0 ? (
        <p>{t('device:ordersNone')}</p>
      ) : (
        <PlainTable
          label={t('device:orders')}
          heads={[t('device:order'), t('devices:column.state'), t('device:ordered'), t('device:by')]}
          rows={orders.map((order) => ({
            key: order.key,
            cells: [
              `${t(`device:purpose.${order.purpose}`)}${order.nodes > 1 ? ` (${t('device:nodes', { count: order.nodes })})` : ''}`,
              <span key="state">
                {t(`device:orderState.${order.state}`)}
                {order.arrivesBy !== null && (
                  <span className="second"> {t('device:arrivesBy', { time: formatClock(order.arrivesBy, zone) })}</span>
                )}
              </span>,
              <Moment key="at" at={order.queuedAt} as="second" />,
              order.queuedBy,
            ],
          }))}
        />
      )}
    </div>
  );
}

interface Order {
  readonly key: string;
  readonly purpose: 'inventory' | 'unenroll' | 'other';
  readonly state: Command['state'];
  readonly nodes: number;
  readonly queuedAt: string;
  readonly queuedBy: string;
  readonly arrivesBy: string | null;
}

/** An inventory asks for many nodes at one moment: one order, whose state is that of its least finished node. */
function groupOrders(commands: readonly Command[]): Order[] {
  const rank: Readonly<Record<Command['state'], number>> = {
    queued: 0,
    sent: 1,
    failed: 2,
    expired: 3,
    acknowledged: 4,
  };
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const key = `${command.purpose} ${command.queuedAt}`;
    groups.set(key, [...(groups.get(key) ?? []), command]);
  }
  return [...groups].flatMap(([key, group]) => {
    const least = group.toSorted((a, b) => rank[a.state] - rank[b.state])[0];
    if (least === undefined) return [];
    // a node that the PC does not have (404) answers the question too
    const isAnswered = group.every((command) => command.state === 'acknowledged' || command.status === 404);
    const purpose = least.purpose === 'inventory' || least.purpose === 'unenroll' ? least.purpose : 'other';
    return [
      {
        key,
        purpose,
        state: isAnswered ? 'acknowledged' : least.state,
        nodes: group.length,
        queuedAt: least.queuedAt,
        queuedBy: least.queuedBy,
        arrivesBy: least.state === 'queued' ? least.arrivesBy : null,
      } satisfies Order,
    ];
  });
}
