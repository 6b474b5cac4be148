-- Null for what was told before; an image that is told of again, or `spirula rebuild`, fills it.
alter table image add features bigint;
