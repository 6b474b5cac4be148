-- The trace context that all events of a run or restore carry.
CREATE TABLE trace (
    story uuid PRIMARY KEY,
    traceparent text NOT NULL,
    since timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX trace_since ON trace (since);
