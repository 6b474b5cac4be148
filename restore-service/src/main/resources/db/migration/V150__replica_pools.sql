-- where copies went: restores are mostly made beside them
create table replica_pool (
    cluster text not null,
    pool text not null,
    seen_at timestamptz not null,
    primary key (cluster, pool)
);
