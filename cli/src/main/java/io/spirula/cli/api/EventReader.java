package io.spirula.cli.api;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts the lines of a text/event-stream together. Not for use by many threads. */
public final class EventReader {

    private final StringBuilder data = new StringBuilder();
    private @Nullable String id;

    /** The event that this line ends, if it ends one. */
    public Optional<ServerEvent> line(String line) {
        if (line.isEmpty()) {
            return end();
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
        if (field.equals("data")) {
            data.append(value).append('\n');
        } else if (field.equals("id")) {
            id = value;
        }
        return Optional.empty();
    }

    private Optional<ServerEvent> end() {
        if (data.isEmpty()) {
            return Optional.empty();
        }
        ServerEvent event = new ServerEvent(id, data.substring(0, data.length() - 1));
        data.setLength(0);
        return Optional.of(event);
    }
}
