-- The end was read back from Kafka, which no older backup of this database undoes: the image may lose its mark.
alter table restore add column to_let_go boolean not null default false;
drop index restore_due;
create index restore_due on restore (requested_at)
    where state in ('requested', 'running', 'verified', 'failing', 'cancelling') or unfinished or to_let_go;
