-- Routes on which nothing is sent any more though their policy lives on. Commands and runs are UUIDv7: a newer run ends it.
create table route_release (
    lineage    uuid not null,
    target_key text not null,
    command    uuid not null,
    primary key (lineage, target_key)
);
