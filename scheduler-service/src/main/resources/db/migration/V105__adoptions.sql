-- Orders to take up what the replicas in a place say of themselves.
create table adoption (
    id           uuid primary key,
    cluster      text        not null,
    pool         text        not null,
    namespace    text, -- null: all of the pool
    tenant       text        not null,
    state        text        not null,
    reason_code  text,
    reason_text  text,
    replicas     int,
    adopted      int,
    known        int,
    refused      int,
    refusals     jsonb       not null default '[]',
    requested_by text        not null,
    requested_at timestamptz not null,
    deadline     timestamptz not null,
    ended_at     timestamptz,
    given_up     boolean     not null default false
);
create index adoption_requested on adoption (requested_at desc);
create index adoption_open on adoption (deadline) where state = 'REQUESTED';
