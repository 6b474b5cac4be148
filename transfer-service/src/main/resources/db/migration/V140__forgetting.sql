-- What ended is forgotten after a time: what tells when it ended, and indexes to find it.
create index copy_ended on copy (version) where state in ('failed', 'expired', 'lost') and base_released is not null;
create index replica_wanted on replica (target_key, wanted_name, epoch);

alter table copy_lease add column ended_at timestamptz;
update copy_lease set ended_at = now() where state in ('REFUSED', 'RELEASED');
alter table copy_lease
    add constraint copy_lease_ended check ((state in ('REFUSED', 'RELEASED')) = (ended_at is not null));
create index copy_lease_over on copy_lease (ended_at) where ended_at is not null;

alter table cancelled_run add column requested_at timestamptz not null default now();
create index cancelled_run_requested on cancelled_run (requested_at);
