-- What is remembered of a source's object maps from one copy to the next. Lost, it costs a copy that asks every object.
create table object_map_history (
    lineage    uuid not null,
    target_key text not null,
    source     text not null, -- the source image's identity
    audited    boolean not null, -- once compared with what every object says
    made_fast  boolean not null, -- a copy went by the maps since everything was copied
    suspect    boolean not null, -- by maps that lack a change: everything has to be copied
    audit_next bigint not null, -- where in the image the next audit goes on
    copied     bigint not null, -- the source snapshot that was copied last
    alone      boolean not null, -- it was the oldest one then
    written    bigint[] not null, -- bytes, each in an object that was written before it, since its predecessor
    primary key (lineage, target_key)
);

create index object_map_history_source on object_map_history (source);

-- Source images whose object maps were found to lack a change, until an administrator says otherwise.
create table object_map_distrust (
    source     text primary key,
    reason     text not null,
    noticed_at timestamptz not null
);
