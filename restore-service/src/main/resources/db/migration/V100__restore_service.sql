-- Restores that were asked for. A restore touches nothing before its lease is granted.
create table restore (
    restore            uuid primary key,
    lease              uuid        not null unique,
    request            jsonb       not null,
    lease_grant        jsonb,
    state              text        not null
        check (state in ('requested', 'running', 'verified', 'completed', 'failing', 'failed')),
    reason_code        text,
    reason_text        text,
    -- from here on an image of the temporary name is ours: a crash may have hidden its making
    intended           boolean     not null default false,
    -- the image that is made, by its id
    image              text,
    -- the client that may write to it: shut out before anybody else does
    writer             text,
    bytes_written      bigint      not null default 0,
    requested_at       timestamptz not null,
    failing_since      timestamptz,
    ended_at           timestamptz,
    -- an image that still reads through to the replica, or a leftover that could not be removed yet
    unfinished         boolean     not null default false
);
create index restore_due on restore (requested_at)
    where state in ('requested', 'running', 'verified', 'failing') or unfinished;
