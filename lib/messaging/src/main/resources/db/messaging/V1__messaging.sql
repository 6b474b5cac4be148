-- The way out. A row is written by the transaction that makes its event true and deleted some time after it was published.
CREATE SEQUENCE outbox_position;
CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    -- drawn under the lock on the key's counter, so it grows with the order of commits within a key
    position bigint NOT NULL,
    topic text NOT NULL,
    record_key text NOT NULL,
    sequence bigint NOT NULL,
    type text NOT NULL,
    subject text,
    lineage text,
    run text,
    causation uuid,
    traceparent text,
    created_at timestamptz NOT NULL,
    payload bytea NOT NULL,
    published_at timestamptz
);
CREATE INDEX outbox_unpublished ON outbox (position) WHERE published_at IS NULL;
CREATE INDEX outbox_published ON outbox (published_at) WHERE published_at IS NOT NULL;

CREATE TABLE outbox_key (
    record_key text PRIMARY KEY,
    last_sequence bigint NOT NULL
);

-- The way in: what was received, and how far each partition was read.
CREATE TABLE inbox (
    event_id uuid PRIMARY KEY,
    topic text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inbox_topic ON inbox (topic);
CREATE INDEX inbox_received ON inbox (received_at);

CREATE TABLE consumer_position (
    topic text NOT NULL,
    partition integer NOT NULL,
    -- a topic that was deleted and made again has another one
    topic_id text NOT NULL,
    next_offset bigint NOT NULL,
    -- grows when the position is set back, so that whoever reads from the old one notices
    epoch bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (topic, partition)
);

-- Durable work. Rows stay for ever: the attempt is a fencing token and must never fall back.
CREATE TABLE work_lease (
    queue text NOT NULL,
    instance text NOT NULL,
    attempt bigint NOT NULL,
    holder text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (queue, instance)
);

CREATE TABLE work_wake (
    queue text NOT NULL,
    instance text NOT NULL,
    wakes bigint NOT NULL,
    PRIMARY KEY (queue, instance)
);

-- db-scheduler's table, as its documentation gives it
CREATE TABLE scheduled_tasks (
    task_name text NOT NULL,
    task_instance text NOT NULL,
    task_data bytea,
    execution_time timestamptz NOT NULL,
    picked boolean NOT NULL,
    picked_by text,
    last_success timestamptz,
    last_failure timestamptz,
    consecutive_failures integer,
    last_heartbeat timestamptz,
    version bigint NOT NULL,
    priority smallint,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_execution_time ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_last_heartbeat ON scheduled_tasks (last_heartbeat);
