package io.spirula.transfer.move;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.event.CopyMode;
import io.spirula.mover.WritesInFlight;
import java.time.Duration;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts what is moved. Tagged by configured names only, never by what others name. */
@Component
class MoveMeters {

    private final MeterRegistry registry;
    private final WritesInFlight writesInFlight = new WritesInFlight();

    MoveMeters(MeterRegistry registry) {
        this.registry = registry;
        Gauge.builder("spirula.transfer.writes.in.flight", writesInFlight, WritesInFlight::count)
                .description("writes that targets have not answered yet")
                .register(registry);
    }

    WritesInFlight writesInFlight() {
        return writesInFlight;
    }

    void completed(String cluster, CopyMode mode, long bytesMoved, Duration took) {
        String kind = mode.name().toLowerCase(Locale.ROOT);
        registry.timer("spirula.transfer.move", "target", cluster, "mode", kind).record(took);
        registry.counter("spirula.transfer.moved.bytes", "target", cluster, "mode", kind)
                .increment(bytesMoved);
    }

    void failed(String cluster, String code) {
        registry.counter("spirula.transfer.move.failures", "target", cluster, "code", code)
                .increment();
    }

    void fenced(String cluster) {
        registry.counter("spirula.transfer.fenced", "target", cluster).increment();
    }

    void pruned(String cluster) {
        registry.counter("spirula.transfer.pruned", "target", cluster).increment();
    }
}
