package io.spirula.monitoring;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the checkout is. */
public final class Checkout {

    private Checkout() {}

    /** A file or directory of the repository. */
    public static Path path(String first, String... more) {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("docs/asyncapi.yaml"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException(
                        "no checkout above " + Path.of("").toAbsolutePath());
            }
            directory = parent;
        }
        return directory.resolve(Path.of(first, more));
    }
}
