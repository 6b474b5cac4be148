-- A request that comes late may have been worked on before the database was set back: what was told is awaited first.
alter table backup_run add column received_at timestamptz not null default now();
-- Each run is looked up by its id before a snapshot is made.
create index source_snapshot_run on source_snapshot (run);
