package io.spirula.messaging.kafka;

import java.time.Duration;
import org.apache.kafka.common.KafkaException;

/** A client of Kafka that was made before the machine's clock was set back is of no more use: another is to be made. */
public final class ClockSetBackException extends KafkaException {

    private static final long serialVersionUID = 1L;

    ClockSetBackException(Duration by) {
        super("CLOCK_SET_BACK: the clock of this machine was set back by " + by.toSeconds()
                + " s; Kafka is connected to anew, since a client from before waits until the clock has caught up");
    }
}
