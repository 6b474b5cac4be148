package io.spirula.e2e;

import io.spirula.contracts.event.Topic;
import io.spirula.e2e.agent.Hook;
import io.spirula.e2e.agent.Refusals;
import io.spirula.sandbox.ServiceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A topic of which one service gets to read nothing until this is closed; what else it reads goes on. */
final class HeldTopic implements AutoCloseable {

    static final Hook HOOK = new Hook("io.spirula.messaging.wire.RecordDecoder", "decode", Hook.When.REFUSED);

    private final World world;
    private final ServiceKind service;
    private final Topic topic;
    private final Path file;
    private @Nullable List<String> whenMet;

    private HeldTopic(World world, ServiceKind service, Topic topic) {
        this.world = world;
        this.service = service;
        this.topic = topic;
        this.file = Refusals.file(
                Faults.in(world).directory(),
                HOOK,
                world.sandbox().service(service).process().pid(),
                topic.name());
    }

    static HeldTopic hold(World world, ServiceKind service, Topic topic) {
        HeldTopic held = new HeldTopic(world, service, topic);
        try {
            Files.writeString(held.file, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return held;
    }

    Topic topic() {
        return topic;
    }

    /** Whether there was a record that was not taken. */
    boolean met() {
        return Refusals.met(file);
    }

    /**
     * Whether the service is where it was when it was first refused something. Before that its position may still go past what is
     * no record: the end of the transaction that the last one came in. Of questions and answers nobody keeps a position.
     */
    boolean stands() {
        if (!met()) {
            return true;
        }
        List<String> positions = positions();
        if (whenMet == null) {
            whenMet = positions;
        }
        return positions.equals(whenMet);
    }

    private List<String> positions() {
        return new Tables(world.sandbox().postgres())
                .rows("SELECT partition, next_offset FROM %s.consumer_position WHERE topic = '%s' ORDER BY partition"
                        .formatted(service.schema(), topic.wireName()));
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return service + " " + topic + ", which stood at " + whenMet;
    }
}
