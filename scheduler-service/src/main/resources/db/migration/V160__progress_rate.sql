-- How fast something goes, and how long it will take, as told in passing.
alter table progress
    add column bytes_known      bigint,
    add column bytes_per_second bigint,
    add column seconds_left     bigint;
