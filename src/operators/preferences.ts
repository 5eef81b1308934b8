import type { OperatorsRoom } from './operators-room.ts';

/** Keeps what an operator chose for the console, such as language and theme; what is not named stays. */
export async function keepPreferences(room: OperatorsRoom, operatorId: string, chosen: object): Promise<void> {
  await room.database.query('update operators set preferences = preferences || $2 where id = $1', [
    operatorId,
    JSON.stringify(chosen),
  ]);
}
