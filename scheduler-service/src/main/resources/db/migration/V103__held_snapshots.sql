-- Whether a source snapshot of the run exists; the target stays busy with it until something is heard of its copy.
alter table run_target add column snapshot_held boolean not null default false;
create index run_target_held on run_target (lineage) where snapshot_held;
-- The last run of a disk that was not given up by people, under each policy.
drop index run_last;
create index run_last on run (lineage, policy, ended_at desc, id desc)
    where state not in ('RUNNING', 'SKIPPED', 'CANCELLED');
