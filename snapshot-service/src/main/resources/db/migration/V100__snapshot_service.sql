-- Images as they were told last. One that is gone keeps its row, so that its version never starts again.
create table inventory_image (
    image         text primary key,
    cluster       text        not null,
    pool          text        not null,
    name          text        not null,
    size          bigint      not null,
    features      bigint      not null,
    labels        jsonb       not null,
    in_trash      boolean     not null,
    spirula_owned boolean     not null,
    mirror_role   text        not null,
    version       bigint      not null,
    observed_at   timestamptz not null,
    gone          boolean     not null
);
create index inventory_image_present on inventory_image (cluster) where not gone;

-- Backups that were asked for. The names of their snapshots follow from the request.
-- intended: from here on a snapshot of that name on that image is ours.
create table backup_run (
    run         uuid primary key,
    request     jsonb       not null,
    state       text        not null check (state in ('requested', 'intended', 'created', 'failed')),
    reason_code text,
    reason_text text,
    -- why it waits
    obstacle    text,
    ended_at    timestamptz,
    -- a failed run whose snapshot may still turn up is looked after until then
    watch_until timestamptz
);
create index backup_run_watched on backup_run (watch_until) where watch_until is not null;

-- A cancellation may come before the backup that it cancels.
create table cancelled_run (
    run          uuid primary key,
    requested_by text        not null,
    requested_at timestamptz not null
);

-- Snapshots that are ours because we made them: nothing else is ever removed.
create table source_snapshot (
    image        text        not null,
    snapshot_id  bigint      not null,
    point        uuid        not null,
    run          uuid        not null,
    lineage      uuid        not null,
    cluster      text        not null,
    pool         text        not null,
    name         text        not null,
    snapshot     text        not null,
    policy       text        not null,
    size         bigint      not null,
    requested_at timestamptz not null,
    created_at   timestamptz not null,
    state        text        not null check (state in ('held', 'removing', 'pruned', 'lost')),
    reason_code  text,
    reason_text  text,
    -- why it is still there although it is being removed
    obstacle     text,
    ended_at     timestamptz,
    primary key (image, snapshot_id)
);
create index source_snapshot_present on source_snapshot (lineage) where state in ('held', 'removing');

-- Lineages whose snapshots are to be judged again; the mark tells whether something came while they were.
create table retention_due (
    lineage uuid primary key,
    mark    bigint      not null,
    since   timestamptz not null default now()
);

-- A release may come before the lease that it ends.
create table snapshot_lease (
    image       text   not null,
    snapshot_id bigint not null,
    target      text   not null,
    target_name text   not null,
    released_at timestamptz,
    reason_code text,
    reason_text text,
    primary key (image, snapshot_id, target)
);

-- Everything asked for until then is to leave the image.
create table image_release (
    image        text primary key,
    requested_at timestamptz not null,
    reason_code  text        not null,
    reason_text  text        not null
);

-- What policies say of snapshots on the source.
create table policy_rule (
    policy    text primary key,
    revision  bigint  not null,
    keep_last integer not null,
    deleted   boolean not null
);
