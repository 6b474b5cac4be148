-- A row without a payload is a tombstone: its key is to be forgotten by all who read the topic.
ALTER TABLE outbox ALTER COLUMN payload DROP NOT NULL;
