-- Whether a restore failed only because nothing was heard of its end; what is heard later still counts then.
alter table restore add column given_up boolean not null default false;
create index restore_open on restore (deadline) where state in ('REQUESTED', 'RUNNING');
