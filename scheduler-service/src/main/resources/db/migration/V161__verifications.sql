-- Orders to compare what a target holds of an image with its source.
create table verification (
    id             uuid primary key,
    lineage        uuid        not null,
    image          text        not null,
    target         text        not null, -- the policy's name for it
    target_key     text        not null,
    tenant         text        not null,
    state          text        not null,
    result         text,
    point          uuid,
    bytes_compared bigint,
    quarantined    int,
    reason_code    text,
    reason_text    text,
    requested_by   text        not null,
    requested_at   timestamptz not null,
    deadline       timestamptz not null,
    ended_at       timestamptz,
    given_up       boolean     not null default false
);
create index verification_requested on verification (requested_at desc);
create index verification_open on verification (deadline) where state = 'REQUESTED';
create index verification_ended on verification (ended_at) where ended_at is not null;
