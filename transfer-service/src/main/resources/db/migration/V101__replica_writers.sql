-- Client instances that may still have writes in flight on a replica or hold its lock. An instance stays here until a
-- successor holds the lock: several in a row may die before one gets that far.
create table replica_writer (
    replica uuid not null references replica,
    address text not null,
    attempt bigint not null,
    -- certainly shut out of the cluster until then; null when not known
    fenced_until timestamptz,
    primary key (replica, address)
);

insert into replica_writer (replica, address, attempt)
select id, writer_address, coalesce(writer_attempt, 0) from replica where writer_address is not null;

alter table replica drop column writer_address, drop column writer_attempt;
