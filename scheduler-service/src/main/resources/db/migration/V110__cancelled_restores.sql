-- Who asked for a restore to be given up, and of when its point is.
alter table restore
    add column cancelled_by text,
    add column point_time timestamptz;
