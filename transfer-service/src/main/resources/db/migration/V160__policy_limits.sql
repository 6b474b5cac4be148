-- How fast the data of a policy may be moved, as it was told; null when it says nothing of that.
alter table policy add column limits jsonb;
