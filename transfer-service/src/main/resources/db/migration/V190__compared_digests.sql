-- What a copy holds below an offset up to which it was compared with its source without a gap.
create table compared_digest (
    copy    uuid primary key references copy on delete cascade,
    reached bigint not null,
    digest  text not null
);
