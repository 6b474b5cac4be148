package io.spirula.messaging.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Keys of the log's context that are put back to what they were at {@link #close()}, on the same thread. */
public final class LogScope implements AutoCloseable {

    private final Map<String, @Nullable String> before = new LinkedHashMap<>();

    private LogScope() {}

    static LogScope open() {
        return new LogScope();
    }

    /** A key without a value is not there. */
    LogScope put(String key, @Nullable String value) {
        if (!before.containsKey(key)) {
            before.put(key, MDC.get(key));
        }
        set(key, value);
        return this;
    }

    @Override
    public void close() {
        before.forEach(LogScope::set);
    }

    private static void set(String key, @Nullable String value) {
        if (value == null) {
            MDC.remove(key);
        } else {
            MDC.put(key, value);
        }
    }
}
