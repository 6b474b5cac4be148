-- How restores ended that the database knew nothing of when it was read: it had been set back.
create table told_end (
    restore    uuid primary key,
    state      text        not null check (state in ('completed', 'failed', 'cancelled')),
    image      text,
    ended_at   timestamptz not null,
    -- whether its image still reads through to the replica
    unfinished boolean     not null
);
