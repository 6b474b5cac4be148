-- How far each generation is compared with its source, byte by byte, in a round that begins anew when it ends.
create table audit (
    replica     uuid primary key references replica on delete cascade,
    began_at    timestamptz not null, -- since when there is anything to compare
    round_began timestamptz not null,
    reached     bigint not null default 0, -- everything below this offset was compared in this round
    compared    bigint not null default 0, -- bytes that were read from each side in this round
    whole_at    timestamptz, -- when the last whole round ended
    due_at      timestamptz not null -- not looked at before
);

create index audit_due on audit (due_at);

alter table policy add column audit_seconds bigint default 2592000; -- a round at least this often; null: none
