-- What a replica's HEAD was when its lock was given back, and the version of the image's header from then on.
create table head_seal (
    replica        uuid primary key references replica on delete cascade,
    image          text not null,
    snapshot_id    bigint not null,
    header_version bigint not null,
    looked_at      timestamptz not null
);
