-- Bytes of data that were ever written to make points of a generation.
alter table replica add column moved_bytes bigint not null default 0;
update replica set moved_bytes = (
    select coalesce(sum((c.told -> 'copy' ->> 'bytesMoved')::bigint), 0) from copy c where c.replica = replica.id);

-- What each route keeps since when; what was kept before was told for billing.
create table kept_bytes (
    lineage    uuid not null,
    target_key text not null,
    bytes      bigint not null,
    since      timestamptz not null,
    copy       uuid not null, -- the newest complete one then
    primary key (lineage, target_key)
);
create index kept_bytes_since on kept_bytes (since);

create index copy_lost on copy (target_key) where state = 'lost';
