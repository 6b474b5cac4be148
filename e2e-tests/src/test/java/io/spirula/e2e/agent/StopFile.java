package io.spirula.e2e.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.UUID;

/**
 * An armed stop.
 *
 * @param id another one each time
 * @param text what the arguments must contain
 * @param passes how many calls of that kind go by first
 */
public record StopFile(String id, String text, int passes) {

    public static StopFile of(String text, int passes) {
        return new StopFile(UUID.randomUUID().toString(), text, passes);
    }

    static StopFile read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return new StopFile(lines.get(0), lines.get(1), Integer.parseInt(lines.get(2)));
    }

    /** Appears at once and whole. */
    public void write(Path file) throws IOException {
        Path draft = file.resolveSibling(id + ".draft");
        Files.write(draft, List.of(id, text, Integer.toString(passes)));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
