-- The last run that was started and ended, under each policy of a disk; skipped ones may be many.
drop index run_last;
create index run_last on run (lineage, policy, ended_at desc, id desc) where state not in ('RUNNING', 'SKIPPED');
