-- Snapshots of images that nothing was known to protect, while it was not known yet what is protected.
create table straggler (
    point   uuid primary key,
    lineage uuid not null,
    image   text not null,
    ref     text not null
);
