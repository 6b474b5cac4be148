-- Orders to compare what is on a route with its source now.
create table verification (
    id           uuid primary key,
    lineage      uuid not null,
    target_key   text not null,
    request      jsonb not null, -- the VerificationRequested
    requested_at timestamptz not null,
    deadline     timestamptz not null,
    replica      uuid, -- the generation that is compared; null until that began
    reached      bigint not null default 0, -- everything of it below this offset was compared
    compared     bigint not null default 0, -- bytes that were read from each side
    not_before   timestamptz,
    trouble      text, -- why it could not go on
    outcome_type text, -- the event that told how it ended
    outcome      jsonb,
    ended_at     timestamptz
);

create index verification_open on verification (lineage, target_key) where ended_at is null;
create index verification_deadline on verification (deadline) where ended_at is null;
create index verification_ended on verification (ended_at) where ended_at is not null;
