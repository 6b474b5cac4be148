-- The broker's ids of the topics on which this service told its events: one that was deleted and made again has another id.
CREATE TABLE told_topic (
    topic text PRIMARY KEY,
    topic_id text NOT NULL
);
