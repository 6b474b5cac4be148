package io.spirula.cli.progress;

import io.spirula.cli.api.ApiPath;
import java.util.Set;

/**
 * Something on the server that comes to an end.
 *
 * @param name what people call it
 * @param path where it is looked at
 */
public record Watched(String name, ApiPath path) {

    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled", "skipped");

    static boolean ended(String state) {
        return ENDS.contains(state);
    }
}
