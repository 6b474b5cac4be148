-- Who asked for a run: the name of a token, or service:scheduler for what the schedule starts.
alter table run add column requested_by text not null default 'service:scheduler';
