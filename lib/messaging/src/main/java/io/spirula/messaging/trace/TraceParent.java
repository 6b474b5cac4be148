package io.spirula.messaging.trace;

import io.spirula.contracts.DerivedId;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** The W3C trace context of what the thread does now, kept where the log can show it. */
public final class TraceParent {

    /** The log's name for the trace's id; 32 hexadecimal digits. */
    public static final String TRACE_ID = "traceId";

    private static final String KEY = "traceparent";
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private TraceParent() {}

    /** Null when there is none. */
    public static @Nullable String current() {
        return valid(MDC.get(KEY));
    }

    /** The text when it has the form of a trace context, else null. */
    public static @Nullable String valid(@Nullable String text) {
        return text != null && FORM.matcher(text).matches() ? text : null;
    }

    /** The context of a story that nobody gave one: its own id is the trace's. */
    static String mintedFor(UUID story) {
        String span = hex(DerivedId.of("span", story.toString())).substring(16);
        return "00-" + hex(story) + "-" + span + "-00";
    }

    /** Makes it the current one until the returned scope is closed on the same thread. */
    public static LogScope open(@Nullable String traceparent) {
        String valid = valid(traceparent);
        return LogScope.open().put(KEY, valid).put(TRACE_ID, valid == null ? null : valid.substring(3, 35));
    }

    private static String hex(UUID id) {
        return id.toString().replace("-", "");
    }
}
