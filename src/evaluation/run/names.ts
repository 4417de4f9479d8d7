/** Names within a run folder. */
export const recordsName = 'records.jsonl';
export const journalName = 'shards.jsonl';
export const shardsName = 'shards';
