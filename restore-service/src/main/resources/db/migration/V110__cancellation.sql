-- Who asked for a restore to be given up, and the ends of those that were.
alter table restore
    add column cancelled_by text,
    drop constraint restore_state_check,
    add constraint restore_state_check check (state in
        ('requested', 'running', 'verified', 'completed', 'failing', 'failed', 'cancelling', 'cancelled'));
drop index restore_due;
create index restore_due on restore (requested_at)
    where state in ('requested', 'running', 'verified', 'failing', 'cancelling') or unfinished;
