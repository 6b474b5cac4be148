-- That a name is taken must not tell one tenant of another's tokens.
drop index token_name;
create unique index token_name on token (tenant, name) where revoked_at is null;
