-- Rows of work and keys that are over are removed. What they counted never falls back, since it is drawn from sequences: an
-- attempt that was given once is never given again, whatever was removed meanwhile.
CREATE SEQUENCE work_attempt;
SELECT setval('work_attempt', (SELECT coalesce(max(attempt), 0) + 1 FROM work_lease), false);
CREATE SEQUENCE work_wake_count;
SELECT setval('work_wake_count', (SELECT coalesce(max(wakes), 0) + 1 FROM work_wake), false);
CREATE INDEX work_lease_expires ON work_lease (expires_at);
CREATE INDEX outbox_record_key ON outbox (record_key);
