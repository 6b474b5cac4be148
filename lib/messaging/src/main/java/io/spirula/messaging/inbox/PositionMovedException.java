package io.spirula.messaging.inbox;

/** The stored position is not the one that this reader goes by: it was set back, or somebody else reads the partition now. */
final class PositionMovedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PositionMovedException(String topic, int partition, long offset) {
        super("The position of " + topic + "-" + partition + " is not at " + offset + " any more");
    }
}
