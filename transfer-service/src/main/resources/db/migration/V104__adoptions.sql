-- Orders to take up what the replicas in a place say of themselves.
create table adoption (
    id           uuid primary key,
    cluster      text not null,
    pool         text not null,
    namespace    text, -- null: all of the pool
    tenant       text not null,
    deadline     timestamptz not null,
    surveyed     boolean not null default false,
    trouble_code text, -- why it could not be done; of one that ended: why it failed
    trouble_text text,
    ended_at     timestamptz
);

create index adoption_open on adoption (deadline) where ended_at is null;

-- Images of the place that say they are replicas. Each is looked at by the work instance of its lineage and target.
create table adoption_replica (
    adoption   uuid not null references adoption,
    fsid       text not null,
    pool_id    bigint not null,
    pool       text not null,
    namespace  text not null,
    image      text not null,
    name       text not null,
    lineage    uuid, -- these three are null where it cannot be read
    target_key text,
    epoch      bigint,
    adopted    int not null default 0,
    known      int not null default 0,
    decided    boolean not null,
    not_before timestamptz,
    primary key (adoption, pool_id, namespace, image)
);

create index adoption_replica_open on adoption_replica (lineage, target_key) where not decided;

create table adoption_refusal (
    id       bigint generated always as identity primary key,
    adoption uuid not null references adoption,
    image    text not null,
    ref      text not null,
    snapshot text,
    code     text not null,
    text     text not null
);

create index adoption_refusal_of on adoption_refusal (adoption);
