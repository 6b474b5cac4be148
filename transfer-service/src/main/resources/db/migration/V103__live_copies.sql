-- Copies that something still depends on are few, however many were made: decisions read these alone.
create index copy_live on copy (lineage, target_key, source_snapshot_id)
    where base_released is null or state in ('pending', 'transferring', 'complete', 'quarantined');
