-- answers about leases that were read before the restores that need them: the database was set back
create table told_lease (
    lease uuid primary key,
    answer_type text not null,
    answer jsonb not null,
    told_at timestamptz not null
);
