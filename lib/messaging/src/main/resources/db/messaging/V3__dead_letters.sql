-- Records that were put aside. The records themselves are on the dead-letter topics; what became of each is here, changed in
-- the transactions that move positions and handle events.
CREATE SEQUENCE dead_letter_nr;
CREATE TABLE dead_letter (
    -- follows from where the record was, so that a record that is read again has the same one
    id uuid PRIMARY KEY,
    nr bigint NOT NULL DEFAULT nextval('dead_letter_nr'),
    topic text NOT NULL,
    topic_id text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    -- digest of the record's key when later records of the key wait for this one; null when nothing does
    order_key bytea,
    letter_topic text NOT NULL,
    letter_partition integer NOT NULL,
    letter_offset bigint NOT NULL,
    shown_key text,
    type text,
    event_id text,
    reason text NOT NULL,
    message text NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'replayed', 'discarded')),
    -- it only waits for those before it, and goes on by itself when it is the first of its key
    parked boolean NOT NULL,
    -- who asked for a replay that is not done yet
    asked_by text,
    ended_at timestamptz,
    ended_by text
);
CREATE INDEX dead_letter_open ON dead_letter (topic, order_key) WHERE state = 'open';
CREATE INDEX dead_letter_topic ON dead_letter (topic, topic_id, nr);
CREATE INDEX dead_letter_ended ON dead_letter (ended_at) WHERE state = 'replayed';

-- Each open letter with the one of its key that goes first: in the order of the topic, a topic that was deleted before the one
-- that was made anew.
CREATE VIEW open_dead_letter AS
SELECT letter.*,
       CASE WHEN order_key IS NOT NULL THEN first_value(id) OVER (
           PARTITION BY topic, order_key
           ORDER BY (SELECT min(former.nr) FROM dead_letter former
                     WHERE former.topic = letter.topic AND former.topic_id = letter.topic_id), record_offset, nr)
       END AS head
FROM dead_letter letter
WHERE state = 'open';

-- A relay that passes over the events of a missing topic does not read them all each time.
CREATE INDEX outbox_unpublished_topic ON outbox (topic, position) WHERE published_at IS NULL;
