-- Why an open restore does not go on, and how often it was tried in vain since; null when nothing holds it up.
alter table restore
    add column obstacle_code text,
    add column tries integer not null default 0;
