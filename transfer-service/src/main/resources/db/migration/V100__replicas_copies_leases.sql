-- A lineage on its way to a target: what one work instance works on.
create table route (
    id              uuid primary key,
    lineage         uuid not null,
    target_key      text not null,
    tidy_requested  bigint not null default 0, -- grows whenever something may be let go of or removed
    tidy_done       bigint not null default 0,
    tidy_not_before timestamptz,
    unique (lineage, target_key)
);

create index route_to_tidy on route (id) where tidy_requested > tidy_done;

-- A generation of a replica. Never deleted, so that epochs only grow.
create table replica (
    id             uuid primary key,
    lineage        uuid not null,
    target_key     text not null,
    source         text not null, -- the source image's identity
    cluster        text not null,
    fsid           text not null,
    pool_id        bigint not null,
    namespace      text not null,
    image          text, -- the image's id; null until it was created
    name           text not null, -- what it was called last
    wanted_name    text not null,
    epoch          bigint not null check (epoch > 0),
    state          text not null check (state in ('BUILDING', 'CURRENT', 'RETIRED', 'GONE')),
    seeding        uuid not null, -- the point that it was begun with
    writer_address text, -- a client instance that may still have writes in flight
    writer_attempt bigint,
    unique (lineage, target_key, epoch)
);

create unique index replica_one_building on replica (lineage, target_key) where state = 'BUILDING';
create unique index replica_one_current on replica (lineage, target_key) where state = 'CURRENT';
create unique index replica_image on replica (fsid, pool_id, namespace, image) where state <> 'GONE';

-- A point on one target. "told" is the newest CopyChanged as published; the generated columns are for finding rows.
create table copy (
    id                 uuid primary key,
    told               jsonb not null,
    target_key         text not null,
    diff_mode          text not null,
    verify_mode        text not null,
    deadline           timestamptz not null,
    replica            uuid references replica,
    failures           int not null default 0,
    next_attempt_at    timestamptz,
    base_released      jsonb, -- the BaseReleased that was told
    removing           boolean not null default false,
    given_up_code      text,
    given_up_text      text,
    lineage            uuid not null generated always as ((told -> 'copy' ->> 'lineage')::uuid) stored,
    run                uuid not null generated always as ((told -> 'copy' ->> 'run')::uuid) stored,
    policy             text not null generated always as (told -> 'copy' ->> 'policy') stored,
    state              text not null generated always as (told -> 'copy' ->> 'state') stored,
    source_snapshot_id bigint not null generated always as ((told -> 'copy' ->> 'sourceSnapshotId')::bigint) stored,
    version            bigint not null generated always as ((told -> 'copy' ->> 'version')::bigint) stored
);

create index copy_of_target on copy (lineage, target_key, source_snapshot_id);
create index copy_of_run on copy (run);
create index copy_of_policy on copy (policy, target_key);
create index copy_of_replica on copy (replica);
create index copy_open on copy (lineage, target_key) where state in ('pending', 'transferring');

-- Who uses a copy. Rows stay after their end, so that a request that comes late does not revive a lease.
create table copy_lease (
    id           uuid primary key,
    copy         uuid not null, -- may be unknown here
    lineage      uuid not null,
    holder       text not null,
    purpose      text not null,
    state        text not null check (state in ('REQUESTED', 'GRANTED', 'REFUSED', 'RELEASED')),
    requested_at timestamptz not null,
    reason_code  text,
    reason_text  text,
    decided_at   timestamptz
);

create index copy_lease_of_copy on copy_lease (copy) where state in ('REQUESTED', 'GRANTED');

-- Runs that were cancelled, also before their snapshot was told.
create table cancelled_run (
    run          uuid not null,
    lineage      uuid not null,
    requested_by text not null,
    primary key (run, lineage)
);

-- What policies ask for, as last told.
create table policy (
    name     text primary key,
    revision bigint not null,
    deleted  boolean not null
);

create table policy_target (
    policy     text not null references policy,
    target_key text not null,
    keep_last  int not null check (keep_last >= 1),
    removed    boolean not null,
    primary key (policy, target_key)
);
