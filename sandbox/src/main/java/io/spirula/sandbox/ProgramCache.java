package io.spirula.sandbox;

import java.nio.file.Path;
import java.util.Optional;

/** Where programs are kept that all sandboxes of a user run, and what makes them start quickly. */
final class ProgramCache {
    private ProgramCache() {}

    static Path directory() {
        if (User.isRoot()) {
            // the database server then runs as nobody, who must be able to reach its programs
            return Path.of("/var/cache/spirula");
        }
        return Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("spirula");
    }
}
