package io.spirula.transfer.move;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyMode;
import io.spirula.mover.WritesInFlight;
import io.spirula.transfer.cluster.Clusters;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts what is moved. Tagged by configured names only, never by what others name. Bytes are there from the start, so that
 * the first ones count as an increase.
 */
@Component
class MoveMeters {

    private final MeterRegistry registry;
    private final WritesInFlight writesInFlight = new WritesInFlight();

    MoveMeters(MeterRegistry registry, Clusters clusters) {
        this.registry = registry;
        Gauge.builder("spirula.transfer.writes.in.flight", writesInFlight, WritesInFlight::count)
                .description("Writes that targets have not answered yet")
                .register(registry);
        clusters.names().forEach(cluster -> {
            aborted(cluster, 0);
            sharedReads(cluster).increment(0);
            for (CopyMode mode : CopyMode.values()) {
                moved(cluster, mode).increment(0);
                changed(cluster, mode).increment(0);
            }
        });
    }

    WritesInFlight writesInFlight() {
        return writesInFlight;
    }

    void completed(Copy copy, CopyMode mode, Duration took) {
        String cluster = copy.target().cluster();
        registry.timer("spirula.transfer.move", "target", cluster, "mode", kind(mode))
                .record(took);
        moved(cluster, mode).increment(orZero(copy.bytesMoved()));
        changed(cluster, mode).increment(orZero(copy.bytesChanged()));
    }

    void aborted(String cluster, long bytes) {
        Counter.builder("spirula.transfer.aborted")
                .description("Bytes of data written to targets by attempts that made no copy")
                .baseUnit("bytes")
                .tag("target", cluster)
                .register(registry)
                .increment(bytes);
    }

    /** A move got what it moved from a read that served others, too. */
    void shared(String source) {
        sharedReads(source).increment();
    }

    private Counter sharedReads(String source) {
        return Counter.builder("spirula.transfer.shared.reads")
                .description("Moves whose source was read together with others")
                .tag("source", source)
                .register(registry);
    }

    void failed(String cluster, String code) {
        registry.counter("spirula.transfer.move.failures", "target", cluster, "code", code)
                .increment();
    }

    void fenced(String cluster) {
        registry.counter("spirula.transfer.fenced", "target", cluster).increment();
    }

    /** An increment's replica was known to be its base. */
    void settledBySeal(String cluster) {
        settled(cluster, "seal");
    }

    /** An increment's replica was compared with its base, and perhaps rolled back to it. */
    void settledByLook(String cluster) {
        settled(cluster, "look");
    }

    private void settled(String cluster, String by) {
        registry.counter("spirula.transfer.bases.settled", "target", cluster, "by", by)
                .increment();
    }

    void pruned(String cluster) {
        registry.counter("spirula.transfer.pruned", "target", cluster).increment();
    }

    private Counter moved(String cluster, CopyMode mode) {
        return Counter.builder("spirula.transfer.moved")
                .description("Bytes of data written to targets to make copies")
                .baseUnit("bytes")
                .tag("target", cluster)
                .tag("mode", kind(mode))
                .register(registry);
    }

    private Counter changed(String cluster, CopyMode mode) {
        return Counter.builder("spirula.transfer.changed")
                .description("Bytes that the differences of copies covered")
                .baseUnit("bytes")
                .tag("target", cluster)
                .tag("mode", kind(mode))
                .register(registry);
    }

    private static String kind(CopyMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    private static long orZero(@Nullable Long bytes) {
        return bytes == null ? 0 : bytes;
    }
}
