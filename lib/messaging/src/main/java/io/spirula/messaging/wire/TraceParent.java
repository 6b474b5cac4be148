package io.spirula.messaging.wire;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The W3C trace context of what the thread does now, kept where the log can show it. */
public final class TraceParent {

    private static final String KEY = "traceparent";
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    /** Null when there is none. */
    public static @Nullable String current() {
        return valid(MDC.get(KEY));
    }

    /** The text when it has the form of a trace context, else null. */
    public static @Nullable String valid(@Nullable String text) {
        return text != null && FORM.matcher(text).matches() ? text : null;
    }

    /** Makes it the current one until the returned scope is closed on the same thread. */
    public static Scope open(@Nullable String traceparent) {
        String before = MDC.get(KEY);
        set(valid(traceparent));
        return () -> set(before);
    }

    private static void set(@Nullable String traceparent) {
        if (traceparent == null) {
            MDC.remove(KEY);
        } else {
            MDC.put(KEY, traceparent);
        }
    }

    /** Ends with {@link #close()}. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {

        @Override
        void close();
    }
}
