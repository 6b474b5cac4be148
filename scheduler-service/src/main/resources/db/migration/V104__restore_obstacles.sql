-- What holds a restore up, as told in passing.
alter table progress
    add column obstacle_code text,
    add column obstacle_text text;
