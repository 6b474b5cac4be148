-- A restore that was accepted will ask for a lease: its copy is held until then, or until the restore's deadline.
alter table copy_lease
    add column announced_until timestamptz,
    drop constraint copy_lease_state_check,
    add constraint copy_lease_state_check
        check (state in ('ANNOUNCED', 'REQUESTED', 'GRANTED', 'REFUSED', 'RELEASED')),
    add constraint copy_lease_announced check (state <> 'ANNOUNCED' or announced_until is not null);
drop index copy_lease_of_copy;
create index copy_lease_of_copy on copy_lease (copy) where state in ('ANNOUNCED', 'REQUESTED', 'GRANTED');
create index copy_lease_held on copy_lease (lineage) where state in ('ANNOUNCED', 'REQUESTED', 'GRANTED');
