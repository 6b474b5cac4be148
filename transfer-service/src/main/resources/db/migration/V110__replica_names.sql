-- Who has a name on a target, or is about to get it, is asked for every image of a plan.
create index replica_called on replica (target_key, name) where state <> 'GONE';
create index replica_to_be_called on replica (target_key, wanted_name) where state = 'BUILDING';
