package io.spirula.contracts.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The topics: who may write, and how long records stay. Order is promised within one topic and key only. */
public enum Topic {
    POLICY("spirula.policy", Service.SCHEDULER, null),
    INVENTORY("spirula.inventory", Service.SNAPSHOT, null),
    BACKUP("spirula.backup", Service.SCHEDULER, Duration.ofDays(7)),
    RUN("spirula.run", Service.SCHEDULER, Duration.ofDays(90)),
    SNAPSHOT("spirula.snapshot", Service.SNAPSHOT, Duration.ofDays(30)),
    COPY("spirula.copy", Service.TRANSFER, null),
    TRANSFER("spirula.transfer", Service.TRANSFER, Duration.ofDays(30)),
    TRANSFER_PROGRESS("spirula.progress.transfer", Service.TRANSFER, Duration.ofHours(1)),
    RESTORE_PROGRESS("spirula.progress.restore", Service.RESTORE, Duration.ofHours(1)),
    COMMAND("spirula.command", Service.SCHEDULER, Duration.ofDays(7)),
    RESTORE("spirula.restore", Service.RESTORE, Duration.ofDays(30)),
    QUERY("spirula.query", Service.SCHEDULER, Duration.ofHours(1)),
    SNAPSHOT_ANSWER("spirula.answer.snapshot", Service.SNAPSHOT, Duration.ofHours(1)),
    TRANSFER_ANSWER("spirula.answer.transfer", Service.TRANSFER, Duration.ofHours(1)),
    RESTORE_ANSWER("spirula.answer.restore", Service.RESTORE, Duration.ofHours(1)),
    USAGE("spirula.usage", Service.TRANSFER, Duration.ofDays(90)),
    AUDIT("spirula.audit", Service.SCHEDULER, Duration.ofDays(365));

    private final String wireName;
    private final Service producer;
    private final @Nullable Duration retention;

    Topic(String wireName, Service producer, @Nullable Duration retention) {
        this.wireName = wireName;
        this.producer = producer;
        this.retention = retention;
    }

    public String wireName() {
        return wireName;
    }

    /** The only service that writes to it. */
    public Service producer() {
        return producer;
    }

    /** How long records stay; null for a compacted topic, which keeps the newest record of each key for ever. */
    public @Nullable Duration retention() {
        return retention;
    }

    public boolean compacted() {
        return retention == null;
    }

    /** Whether its events tell only how far something is right now: nothing is decided by them. */
    public boolean inPassing() {
        return this == TRANSFER_PROGRESS || this == RESTORE_PROGRESS;
    }

    /** Where records go that the service cannot take. */
    public String deadLetterTopic(Service consumer) {
        return wireName + "." + consumer.wireName() + ".dlt";
    }
}
