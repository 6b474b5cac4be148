-- A request that comes late may have been worked on before the database was set back: what was told is awaited first.
alter table backup_run add column received_at timestamptz not null default now();
