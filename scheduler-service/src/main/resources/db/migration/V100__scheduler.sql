-- A deleted policy stays as a row, so that its revision goes on growing when the name is used again.
create table policy (
    name       text primary key,
    tenant     text        not null,
    revision   bigint      not null,
    paused     boolean     not null,
    spec       jsonb       not null,
    manifest   text        not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    deleted_at timestamptz
);

-- Projection of spirula.inventory.
create table image (
    id            text primary key,
    cluster       text        not null,
    pool          text        not null,
    namespace     text        not null,
    name          text        not null,
    size          bigint      not null,
    labels        jsonb       not null,
    in_trash      boolean     not null,
    spirula_owned boolean     not null,
    mirror_role   text        not null,
    gone          boolean     not null,
    version       bigint      not null,
    observed_at   timestamptz not null
);
create index image_name on image (name);
create index image_place on image (cluster, pool, namespace);

create table lineage (
    id                 uuid primary key,
    image              text        not null unique,
    first_protected_at timestamptz not null
);

-- Which policy wants which disk. Targets that an older policy holds are in conflicts.
-- next_due follows from schedule, and is null while nothing is due.
create table protection (
    lineage   uuid        not null references lineage,
    policy    text        not null references policy,
    image     text        not null,
    ref       jsonb       not null,
    targets   jsonb       not null,
    conflicts jsonb       not null,
    schedule  jsonb       not null,
    since     timestamptz not null,
    next_due  timestamptz,
    primary key (lineage, policy)
);
create index protection_due on protection (next_due) where next_due is not null;
create index protection_image on protection (image);
create index protection_policy on protection (policy);

create table run (
    id              uuid primary key,
    lineage         uuid        not null,
    image           text        not null,
    ref             jsonb       not null,
    policy          text        not null,
    policy_revision bigint      not null,
    tenant          text        not null,
    trigger         text        not null,
    point           uuid        not null,
    state           text        not null,
    reason_code     text,
    reason_text     text,
    due_at          timestamptz not null,
    started_at      timestamptz not null,
    deadline        timestamptz not null,
    ended_at        timestamptz,
    check ((state = 'RUNNING') = (ended_at is null))
);
create index run_lineage on run (lineage, id desc);
create index run_last on run (lineage, policy, id desc) where state <> 'RUNNING';
create index run_image on run (image, id desc);
create index run_open on run (deadline) where state = 'RUNNING';
create index run_ended on run (ended_at) where ended_at is not null;

create table run_target (
    run        uuid  not null references run on delete cascade,
    target_key text  not null,
    target     jsonb not null,
    lineage    uuid  not null,
    copy       uuid  not null,
    primary key (run, target_key)
);
create index run_target_lineage on run_target (lineage, target_key);

-- Projection of spirula.copy.
create table copy (
    id         uuid primary key,
    point      uuid        not null,
    run        uuid        not null,
    lineage    uuid        not null,
    image      text        not null,
    ref        text        not null,
    tenant     text        not null,
    target_key text        not null,
    state      text        not null,
    snapshot   text        not null,
    point_time timestamptz not null,
    version    bigint      not null,
    body       jsonb       not null
);
create index copy_lineage on copy (lineage, point_time desc);
create index copy_complete on copy (lineage, target_key, point_time desc) where state = 'COMPLETE';
-- Copies that failed or were deleted by retention stay for ever; listings must not read them all.
create index copy_listed on copy (lineage, point_time desc) where state not in ('FAILED', 'EXPIRED');
create index copy_point on copy (point);
create index copy_image on copy (image);
create index copy_ref on copy (ref);
create index copy_open on copy (lineage, target_key) where state in ('PENDING', 'TRANSFERRING');

-- The newest progress of a copy or a restore; may be lost.
create unlogged table progress (
    id          uuid primary key,
    phase       text        not null,
    bytes_done  bigint      not null,
    bytes_total bigint,
    at          timestamptz not null
);

create table restore (
    id            uuid primary key,
    lineage       uuid        not null,
    source        text        not null,
    point         uuid        not null,
    copy          uuid        not null,
    destination   text        not null,
    instant       boolean     not null,
    state         text        not null,
    reason_code   text,
    reason_text   text,
    image         text,
    compared      boolean,
    bytes_written bigint,
    tenant        text        not null,
    requested_by  text        not null,
    requested_at  timestamptz not null,
    deadline      timestamptz not null,
    started_at    timestamptz,
    ended_at      timestamptz,
    flattened_at  timestamptz
);
create index restore_requested on restore (requested_at desc);

create table token (
    id         uuid primary key,
    name       text        not null,
    hash       bytea       not null unique,
    role       text        not null,
    tenant     text        not null,
    created_by text        not null,
    created_at timestamptz not null,
    revoked_at timestamptz
);
create unique index token_name on token (name) where revoked_at is null;

-- What was answered to a request with an idempotency key.
create table idempotency (
    actor      text        not null,
    key        text        not null,
    request    text        not null,
    answer     jsonb       not null,
    created_at timestamptz not null,
    primary key (actor, key)
);
create index idempotency_created on idempotency (created_at);
