-- What a move that is under way did for good, so that another attempt, of any instance, can go on with it. One for each
-- generation, since that is what a move changes. It goes when its copy ends, and before HEAD is taken back to its base.
create table move_checkpoint (
    replica              uuid primary key references replica on delete cascade,
    copy                 uuid not null unique references copy on delete cascade,
    attempt              bigint not null, -- that wrote to it last
    since                timestamptz not null,
    format               int not null,
    lineage              uuid not null, -- from here to size: which move it is
    source               text not null,
    epoch                bigint not null,
    image                text not null,
    end_snapshot         bigint not null,
    base_source_snapshot bigint, -- null for a full
    base_target_snapshot bigint,
    size                 bigint not null,
    chunks               bigint not null default 0, -- that are done
    written              bigint not null default 0, -- bytes of data
    moved                boolean not null default false, -- all of it is among the chunks
    replica_snapshot     bigint, -- that was made of it
    proven               bigint not null default 0 -- chunks, the first ones, that were found right in that snapshot
);

-- The chunks that are done, with the hashes that the read-back compares, in the order in which they were kept.
create table move_checkpoint_part (
    replica     uuid not null references move_checkpoint on delete cascade,
    first_chunk bigint not null,
    records     bytea not null,
    digest      bytea not null,
    primary key (replica, first_chunk)
);
alter table move_checkpoint_part alter column records set storage external; -- hashes cannot be compressed
