-- Whether an increment keeps up the digest of what its image holds.
alter table copy add column digest_mode text not null default 'AUTO';
