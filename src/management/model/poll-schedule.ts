/** One stage of DMClient's Poll node: so many contacts, so many minutes apart; count 0 is endless. */
export interface PollStage {
  readonly count: number;
  readonly minutes: number;
}

/** Three stages (MS-MDE2 2.2.9.3); the last one is endless and its interval is the setting `poll.remaining`. */
export function pollSchedule(remainingMinutes: number): readonly [PollStage, PollStage, PollStage] {
  return [
    { count: 5, minutes: 3 },
    { count: 8, minutes: 15 },
    { count: 0, minutes: remainingMinutes },
  ];
}

const MINUTE_MS = 60_000;

/**
 * When an enrolled PC that is switched on calls again at the latest. Windows counts from the enrollment; a contact out of
 * turn does not move the schedule.
 */
export function nextContact(enrolledAt: Date, now: Date, remainingMinutes: number): Date {
  let slot = enrolledAt.getTime();
  for (const stage of pollSchedule(remainingMinutes)) {
    const interval = stage.minutes * MINUTE_MS;
    if (stage.count === 0) {
      const passed = Math.max(0, Math.floor((now.getTime() - slot) / interval));
      return new Date(slot + (passed + 1) * interval);
    }
    const end = slot + stage.count * interval;
    if (now.getTime() < end) return new Date(slot + (Math.floor((now.getTime() - slot) / interval) + 1) * interval);
    slot = end;
  }
  return new Date(slot);
}
